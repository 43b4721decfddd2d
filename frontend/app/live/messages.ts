/** The shapes of the live feed, `sluice.v1`; the same as the records of `dev.sluice.api.view`. */

export interface Health {
  readonly leader: boolean;
  readonly leaderName: string | null;
  readonly term: number;
  readonly agentsConnected: number;
  readonly agentsKnown: number;
  readonly nodes: number;
  readonly stuck: number;
  readonly frozen: number;
}

export type Verdict = 'OVERLOADED' | 'RIGHT' | 'SLACK' | 'UNKNOWN';

export interface Pressure {
  readonly value: number | null;
  readonly supply: number | null;
  readonly demand: number | null;
  readonly wonBy: 'SUPPLY' | 'DEMAND' | 'NONE';
  readonly verdict: Verdict;
  readonly coverage: number;
  /** How much the value changes in a minute now, and what it is expected to be in five. */
  readonly perMinute: number | null;
  readonly inFiveMinutes: number | null;
  readonly note: string | null;
}

export interface Policy {
  readonly guarantee: number;
  readonly deserved: number;
  readonly cap: number;
  readonly weight: number;
  readonly target: number;
  readonly mode: string;
}

export interface Framework {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly nodes: number;
  readonly serving: number;
  readonly moving: number;
  readonly policy: Policy;
  readonly pressure: Pressure;
  readonly pendingWork: number;
  readonly ageSeconds: number | null;
  readonly error: string | null;
  readonly history: readonly (number | null)[];
}

export interface Pin {
  readonly actor: string;
  readonly reason: string;
  readonly since: string;
}

export interface Node {
  readonly id: string;
  readonly owner: string | null;
  readonly state: string;
  readonly step: string | null;
  readonly operation: string | null;
  readonly rack: string | null;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly frameworks: readonly string[];
  readonly cpu: number | null;
  readonly memory: number | null;
  readonly running: number | null;
  readonly signalAgeSeconds: number | null;
  readonly sources: readonly string[];
  readonly agent: string;
  readonly role: string | null;
  readonly note: string | null;
  readonly pin: Pin | null;
}

export interface Effect {
  readonly framework: string;
  readonly nodesBefore: number;
  readonly nodesAfter: number;
  readonly before: number;
  readonly after: number;
}

export interface WhyNot {
  readonly subject: string;
  readonly rule: string;
  readonly sentence: string;
}

export interface Suggestion {
  readonly id: string;
  readonly state: string;
  readonly from: string | null;
  readonly to: string;
  readonly nodes: readonly string[];
  readonly reason: string;
  readonly effects: readonly Effect[];
  readonly whyNot: readonly WhyNot[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly operation: string | null;
}

export interface Step {
  readonly name: string;
  readonly state: 'WAITING' | 'RUNNING' | 'DONE' | 'FAILED' | 'UNDONE';
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

export type Control = 'CANCEL' | 'UNDO' | 'RETRY' | 'FORCE' | 'WAIT';

export interface Totals {
  readonly moves: number;
  readonly moved: number;
  readonly underWay: number;
  readonly waiting: number;
  readonly stuck: number;
  readonly undone: number;
  readonly quarantined: number;
}

export interface Move {
  readonly node: string;
  readonly state: string;
  readonly since: string;
  readonly deadline: string | null;
  readonly remaining: number | null;
  readonly etaSeconds: number | null;
  readonly blockers: readonly string[];
  readonly note: string | null;
  readonly code: string | null;
  readonly possible: readonly Control[];
  readonly steps: readonly Step[];
}

export interface Operation {
  readonly id: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string;
  readonly actor: string;
  readonly status: string;
  readonly summary: string;
  readonly undoable: boolean;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly totals: Totals;
  readonly moves: readonly Move[];
}

/** The whole picture, as `GET /api/status` answers it. */
export interface Status {
  readonly at: string;
  readonly health: Health;
  readonly frameworks: readonly Framework[];
  readonly nodes: readonly Node[];
  readonly suggestions: readonly Suggestion[];
  readonly operations: readonly Operation[];
}

/** Changes to one list of records: only the fields that changed, by id, and the ids that are gone. */
export interface Changes<T extends { readonly id: string }> {
  readonly set: readonly (Partial<T> & { readonly id: string })[];
  readonly gone: readonly string[];
}

export interface SnapshotFrame {
  readonly kind: 'snapshot';
  readonly epoch: string;
  readonly offset: number;
  readonly status: Status;
}

export interface DeltaFrame {
  readonly kind: 'delta';
  readonly epoch: string;
  readonly offset: number;
  readonly at: string;
  readonly health: Health | null;
  readonly frameworks: Changes<Framework>;
  readonly nodes: Changes<Node>;
  readonly suggestions: Changes<Suggestion>;
  readonly operations: Changes<Operation>;
}

export type Frame = SnapshotFrame | DeltaFrame;

/**
 * Parses one frame at the edge. A frame of an unknown kind or without its position is undefined: a newer server may send
 * what this page does not know.
 */
export function parseFrame(text: string): Frame | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof raw !== 'object' || raw === null) return undefined;
  const frame = raw as Partial<Frame>;
  if (typeof frame.epoch !== 'string' || typeof frame.offset !== 'number') return undefined;
  if (frame.kind === 'snapshot' && typeof frame.status === 'object') return frame as SnapshotFrame;
  if (frame.kind === 'delta' && Array.isArray(frame.nodes?.set)) return frame as DeltaFrame;
  return undefined;
}
