/** The frames of the live feed, `sluice.v1`; the fixtures under `src/test/resources/live` are what the server writes. */

export type Verdict = 'OVERLOADED' | 'RIGHT' | 'SLACK' | 'UNKNOWN';

export interface Health {
  readonly leader: boolean;
  readonly leaderName: string | null;
  readonly term: number;
  readonly agentsConnected: number;
  readonly agentsKnown: number;
  readonly nodes: number;
  readonly stuck: number;
  readonly frozen: number;
  /** While so many alerts fire that nothing is done without approval. */
  readonly storm: {
    readonly since: string;
    readonly until: string;
    readonly episodes: number;
    readonly sentence: string;
  } | null;
}

export interface FrameworkLevel {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly pressure: number | null;
}

/** Percent, 0 to 100; null: no such reading; false: it has sources and none has been heard for too long. */
export type Value = number | null | false;

/** The columns of all nodes; a node's place in `id` is its place in every other column. */
export interface Columns {
  /** Slots that were ever given. */
  readonly size: number;
  /** The slot of each place; absent when each place is its own slot. */
  readonly slot?: readonly number[];
  readonly id: readonly string[];
  /** Index into `frameworks`, -1 in the reservoir. */
  readonly owner: readonly number[];
  readonly mark: readonly number[];
  /** By slot. */
  readonly word: Readonly<Record<string, string>>;
  readonly groups: Readonly<Record<string, { readonly of: readonly number[]; readonly values: readonly string[] }>>;
  readonly value: readonly Value[];
}

/** One node whose place or mark changed, or that is new; a new one has its value too. */
export interface CellChange {
  readonly slot: number;
  readonly id: string;
  readonly owner: number;
  readonly mark: number;
  readonly word: string;
  readonly groups: Readonly<Record<string, string>>;
  readonly value?: Value;
}

export interface Flow {
  readonly id: string;
  readonly suggested: boolean;
  readonly from: number;
  readonly to: number;
  readonly riders: readonly { readonly slot: number; readonly state: string }[];
}

export interface FleetEvent {
  readonly at: string;
  readonly text: string;
  readonly about: string;
  readonly urgent: boolean;
}

interface Position {
  readonly epoch: string;
  readonly offset: number;
  readonly at: string;
}

export interface SnapshotFrame extends Position {
  readonly kind: 'snapshot';
  readonly health: Health;
  readonly frameworks: readonly FrameworkLevel[];
  readonly signal?: string;
  readonly nodes?: Columns;
  readonly flows?: readonly Flow[];
}

/** What changed since `from`; what is absent did not. */
export interface DeltaFrame extends Position {
  readonly kind: 'delta';
  readonly from: number;
  readonly health?: Health;
  readonly frameworks?: readonly FrameworkLevel[];
  readonly signal?: string;
  readonly gone?: readonly number[];
  readonly new?: readonly CellChange[];
  readonly cells?: readonly CellChange[];
  /** Slots as the gaps between them, so that neighbours are short. */
  readonly values?: { readonly gap: readonly number[]; readonly of: readonly Value[] };
  readonly flows?: { readonly set: readonly Flow[]; readonly gone: readonly string[] };
  readonly events?: readonly FleetEvent[];
}

/** One part of a page; null when the thing that it shows is gone. */
export interface PartFrame {
  readonly kind: 'part';
  readonly name: string;
  readonly version: string;
  readonly html: string | null;
}

export type Frame = SnapshotFrame | DeltaFrame | PartFrame;

/** Parses one frame at the edge; undefined for what this page does not know, since a newer server may send it. */
export function parseFrame(text: string): Frame | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof raw !== 'object' || raw === null) return undefined;
  const frame = raw as Readonly<Record<string, unknown>>;
  if (frame.kind === 'part') return typeof frame.name === 'string' ? (raw as PartFrame) : undefined;
  if (typeof frame.epoch !== 'string' || typeof frame.offset !== 'number') return undefined;
  if (frame.kind === 'snapshot') return Array.isArray(frame.frameworks) ? (raw as SnapshotFrame) : undefined;
  if (frame.kind === 'delta') return typeof frame.from === 'number' ? (raw as DeltaFrame) : undefined;
  return undefined;
}
