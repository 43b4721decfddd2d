import type { Cell } from '../live/fleet';

/** A size that cells can have; `text` is what there is room for. */
export interface Size {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  readonly text: 'all' | 'name' | 'none';
}

/** From a fleet that fits on one hand to one of a hundred thousand; the largest that fits is taken. */
export const SIZES: readonly Size[] = [
  { width: 84, height: 52, gap: 8, text: 'all' },
  { width: 62, height: 32, gap: 6, text: 'name' },
  { width: 30, height: 22, gap: 4, text: 'none' },
  { width: 18, height: 18, gap: 3, text: 'none' },
  { width: 13, height: 13, gap: 2, text: 'none' },
  { width: 10, height: 10, gap: 2, text: 'none' },
  { width: 7, height: 7, gap: 1, text: 'none' },
  { width: 5, height: 5, gap: 1, text: 'none' },
  { width: 4, height: 4, gap: 1, text: 'none' },
  { width: 3, height: 3, gap: 1, text: 'none' },
  { width: 2, height: 2, gap: 1, text: 'none' },
];

/** Room for a group's name above its cells, where cells are large enough to have one. */
const LABEL = 14;
const NAMED_FROM = 10;
const BETWEEN_GROUPS = 8;
/** Blocks of a group are about this much wider than high. */
const ASPECT = 1.7;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface GroupLabel extends Point {
  readonly text: string;
  readonly width: number;
}

/** One channel's cells, in its own coordinates. */
export interface LanePlan {
  readonly points: ReadonlyMap<number, Point>;
  /** Where the nodes that are on their way here would stand, in the order in which they were asked for. */
  readonly berths: readonly Point[];
  readonly labels: readonly GroupLabel[];
  readonly height: number;
}

export interface LaneInput {
  readonly cells: readonly Cell[];
  readonly berths: number;
}

/** The largest size at which all lanes together are no higher than `budget`. */
export function fittingSize(lanes: readonly LaneInput[], width: number, budget: number, group: string): Size {
  for (const size of SIZES) {
    const height = lanes.reduce((sum, lane) => sum + plan(lane, width, size, group).height, 0);
    if (height <= budget) return size;
  }
  return SIZES.at(-1) as Size;
}

/** Lays one lane out: row by row, or as one block for each value of `group`. */
export function plan(lane: LaneInput, width: number, size: Size, group: string): LanePlan {
  return group === '' ? rows(lane, width, size) : blocks(lane, width, size, group);
}

function rows(lane: LaneInput, width: number, size: Size): LanePlan {
  const columns = Math.max(1, Math.floor((width + size.gap) / (size.width + size.gap)));
  const at = (place: number): Point => ({
    x: (place % columns) * (size.width + size.gap),
    y: Math.floor(place / columns) * (size.height + size.gap),
  });
  const points = new Map(lane.cells.map((cell, place) => [cell.slot, at(place)]));
  const berths = Array.from({ length: lane.berths }, (_, i) => at(lane.cells.length + i));
  const lines = Math.ceil((lane.cells.length + lane.berths) / columns);
  return { points, berths, labels: [], height: Math.max(0, lines * (size.height + size.gap) - size.gap) };
}

function blocks(lane: LaneInput, width: number, size: Size, group: string): LanePlan {
  const pitchX = size.width + size.gap;
  const pitchY = size.height + size.gap;
  const label = size.width >= NAMED_FROM ? LABEL : 0;
  const points = new Map<number, Point>();
  const berths: Point[] = [];
  const labels: GroupLabel[] = [];
  let x = 0;
  let y = 0;
  let line = 0;
  const block = (count: number, text: string, place: (i: number, point: Point) => void) => {
    const columns = Math.max(
      1,
      Math.min(Math.floor((width + size.gap) / pitchX), Math.ceil(Math.sqrt((count * ASPECT * pitchY) / pitchX))),
    );
    const blockWidth = columns * pitchX;
    if (x > 0 && x + blockWidth - size.gap > width) {
      x = 0;
      y += line + BETWEEN_GROUPS;
      line = 0;
    }
    labels.push({ text, x, y, width: blockWidth });
    for (let i = 0; i < count; i++)
      place(i, { x: x + (i % columns) * pitchX, y: y + label + Math.floor(i / columns) * pitchY });
    x += blockWidth + BETWEEN_GROUPS;
    line = Math.max(line, label + Math.ceil(count / columns) * pitchY - size.gap);
  };
  for (const [text, members] of grouped(lane.cells, group))
    block(members.length, text, (i, point) => points.set((members[i] as Cell).slot, point));
  if (lane.berths > 0) block(lane.berths, '', (_, point) => berths.push(point));
  return { points, berths, labels: label === 0 ? [] : labels.filter((l) => l.text !== ''), height: y + line };
}

const collator = new Intl.Collator('en', { numeric: true });

function grouped(cells: readonly Cell[], group: string): readonly (readonly [string, readonly Cell[]])[] {
  const byValue = new Map<string, Cell[]>();
  for (const cell of cells) {
    const value = cell.groups[group] ?? 'none';
    const members = byValue.get(value);
    if (members === undefined) byValue.set(value, [cell]);
    else members.push(cell);
  }
  return [...byValue].sort(([a], [b]) => collator.compare(a, b));
}

/** What all ids begin with, up to a separator, so that node-10 and node-11 stay 10 and 11. */
export function sharedPrefix(ids: readonly string[]): string {
  const [first, ...rest] = ids;
  if (first === undefined || rest.length === 0) return '';
  let end = first.length;
  for (const id of rest) while (!id.startsWith(first.slice(0, end))) end--;
  return first.slice(0, Math.max(first.lastIndexOf('-', end - 1), first.lastIndexOf('.', end - 1)) + 1);
}

/** Whether a filter's words are all in a cell's name, mark or groups. */
export function matches(cell: Cell, filter: string): boolean {
  if (filter === '') return true;
  const text = `${cell.id} ${cell.mark} ${cell.word} ${Object.values(cell.groups).join(' ')}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The nearest point that lies in a direction from another; for arrow keys. */
export function neighbour(
  points: ReadonlyMap<number, Point>,
  from: number,
  dx: number,
  dy: number,
): number | undefined {
  const here = points.get(from);
  if (here === undefined) return points.keys().next().value;
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [slot, point] of points) {
    const along = (point.x - here.x) * dx + (point.y - here.y) * dy;
    const across = Math.abs((point.x - here.x) * dy) + Math.abs((point.y - here.y) * dx);
    // Twice as far sideways as ahead is another direction.
    if (along <= 0 || across > along * 2) continue;
    const distance = along + across * 3;
    if (distance < least) {
      least = distance;
      best = slot;
    }
  }
  return best;
}
