import type { CellChange, Columns, DeltaFrame, Flow, FrameworkLevel, Health, SnapshotFrame, Value } from './messages';

/** What a node is in, in the order of the server's numbers. */
export const MARKS = ['settled', 'pinned', 'suggested', 'moving', 'away', 'attention'] as const;
export type Mark = (typeof MARKS)[number];

export interface Cell {
  readonly slot: number;
  readonly id: string;
  /** Index into the frameworks, -1 in the reservoir. */
  readonly owner: number;
  readonly mark: Mark;
  /** What the mark means here; empty for a settled node. */
  readonly word: string;
  readonly groups: Readonly<Record<string, string>>;
}

/** What a frame did. */
export interface Change {
  /** Nodes came, went or changed places, so everything is laid out anew. */
  readonly reshaped: boolean;
  /** Slots to paint anew, when nothing was reshaped. */
  readonly dirty: readonly number[];
  readonly flows: boolean;
  readonly frameworks: boolean;
}

export type Applied = Change | 'stale' | 'gap';

const NOTHING: Change = { reshaped: false, dirty: [], flows: false, frameworks: false };

/** The one picture behind the page, in columns by slot. */
export class Fleet {
  readonly cells: (Cell | undefined)[] = [];
  readonly values: Value[] = [];
  frameworks: readonly FrameworkLevel[] = [];
  health: Health | undefined;
  /** The signal that the values are of; undefined for a page without a map. */
  signal: string | undefined;
  epoch = '';
  offset = 0;
  private readonly flowsById = new Map<string, Flow>();

  get flows(): readonly Flow[] {
    return [...this.flowsById.values()];
  }

  /** A gap means: ask again from here; nothing was changed. */
  apply(frame: SnapshotFrame | DeltaFrame): Applied {
    if (frame.kind === 'snapshot') return this.begin(frame);
    if (frame.epoch !== this.epoch || frame.from > this.offset || frame.signal !== this.signal) return 'gap';
    if (frame.offset <= this.offset) return 'stale';
    return this.advance(frame);
  }

  private begin(frame: SnapshotFrame): Change {
    this.move(frame);
    this.signal = frame.signal;
    this.health = frame.health;
    this.frameworks = frame.frameworks;
    this.cells.length = 0;
    this.values.length = 0;
    if (frame.nodes !== undefined) this.fill(frame.nodes);
    this.flowsById.clear();
    for (const flow of frame.flows ?? []) this.flowsById.set(flow.id, flow);
    return { reshaped: true, dirty: [], flows: true, frameworks: true };
  }

  private fill(columns: Columns): void {
    const groups = Object.entries(columns.groups);
    this.cells.length = columns.size;
    columns.id.forEach((id, place) => {
      const slot = columns.slot?.[place] ?? place;
      const of: Record<string, string> = {};
      for (const [key, group] of groups) {
        const value = group.values[group.of[place] ?? -1];
        if (value !== undefined) of[key] = value;
      }
      this.cells[slot] = {
        slot,
        id,
        owner: columns.owner[place] ?? -1,
        mark: MARKS[columns.mark[place] ?? 0] ?? 'settled',
        word: columns.word[slot] ?? '',
        groups: of,
      };
      this.values[slot] = columns.value[place] ?? null;
    });
  }

  private advance(frame: DeltaFrame): Change {
    this.move(frame);
    if (frame.health !== undefined) this.health = frame.health;
    if (frame.frameworks !== undefined) this.frameworks = frame.frameworks;
    let reshaped = false;
    const dirty: number[] = [];
    for (const slot of frame.gone ?? []) {
      this.cells[slot] = undefined;
      reshaped = true;
    }
    for (const change of frame.new ?? []) {
      this.cells[change.slot] = cell(change);
      this.values[change.slot] = change.value ?? null;
      reshaped = true;
    }
    for (const change of frame.cells ?? []) {
      const before = this.cells[change.slot];
      const after = cell(change);
      this.cells[change.slot] = after;
      if (before?.owner !== after.owner || JSON.stringify(before.groups) !== JSON.stringify(after.groups))
        reshaped = true;
      dirty.push(change.slot);
    }
    let slot = 0;
    frame.values?.gap.forEach((gap, i) => {
      slot += gap;
      this.values[slot] = frame.values?.of[i] ?? null;
      dirty.push(slot);
    });
    for (const flow of frame.flows?.set ?? []) this.flowsById.set(flow.id, flow);
    for (const id of frame.flows?.gone ?? []) this.flowsById.delete(id);
    if (!reshaped && dirty.length === 0 && frame.flows === undefined && frame.frameworks === undefined) return NOTHING;
    return { reshaped, dirty, flows: frame.flows !== undefined, frameworks: frame.frameworks !== undefined };
  }

  private move(frame: SnapshotFrame | DeltaFrame): void {
    this.epoch = frame.epoch;
    this.offset = frame.offset;
  }
}

function cell(change: CellChange): Cell {
  return {
    slot: change.slot,
    id: change.id,
    owner: change.owner,
    mark: MARKS[change.mark] ?? 'settled',
    word: change.word,
    groups: change.groups,
  };
}
