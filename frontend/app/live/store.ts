import type { Changes, DeltaFrame, Frame, Status } from './messages';

/** Where in the feed the picture stands; a new epoch is a new server process. */
export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

/** What a frame did to the store. */
export type Applied = 'applied' | 'stale' | 'gap';

type Listener = (status: Status) => void;

/** The one picture behind the page. Listeners are called after each applied frame. */
export class Store {
  private readonly listeners = new Set<Listener>();
  private current: Status | undefined;
  private at: Position | undefined;

  constructor(start?: Position) {
    this.at = start;
  }

  get status(): Status | undefined {
    return this.current;
  }

  get position(): Position | undefined {
    return this.at;
  }

  /** A gap means: ask again from the position; nothing was changed. */
  apply(frame: Frame): Applied {
    if (frame.kind === 'snapshot') {
      this.current = frame.status;
    } else {
      if (this.current === undefined || this.at === undefined || frame.epoch !== this.at.epoch) return 'gap';
      if (frame.offset <= this.at.offset) return 'stale';
      if (frame.offset !== this.at.offset + 1) return 'gap';
      this.current = patched(this.current, frame);
    }
    this.at = { epoch: frame.epoch, offset: frame.offset };
    for (const listener of this.listeners) listener(this.current);
    return 'applied';
  }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    if (this.current !== undefined) listener(this.current);
    return () => this.listeners.delete(listener);
  }
}

function patched(status: Status, delta: DeltaFrame): Status {
  return {
    at: delta.at,
    health: delta.health ?? status.health,
    frameworks: merged(status.frameworks, delta.frameworks),
    nodes: merged(status.nodes, delta.nodes),
    suggestions: merged(status.suggestions, delta.suggestions),
    operations: merged(status.operations, delta.operations),
  };
}

/** Unchanged records keep their identity, so that an element can tell what to draw again. */
function merged<T extends { readonly id: string }>(records: readonly T[], changes: Changes<T>): readonly T[] {
  if (changes.set.length === 0 && changes.gone.length === 0) return records;
  const byId = new Map(records.map((record) => [record.id, record]));
  for (const id of changes.gone) byId.delete(id);
  for (const change of changes.set) {
    // A record that is new comes whole.
    byId.set(change.id, { ...byId.get(change.id), ...change } as T);
  }
  return [...byId.values()];
}
