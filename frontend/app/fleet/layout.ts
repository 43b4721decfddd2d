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
  /** Height that the card beside it takes anyway. */
  readonly room: number;
}

/** The largest size at which all lanes together are no higher than `budget`, or than their cards. */
export function fittingSize(lanes: readonly LaneInput[], width: number, budget: number, group: string): Size {
  const cards = lanes.reduce((sum, lane) => sum + lane.room, 0);
  const counts = lanes.map((lane) => blockCounts(lane, group));
  for (const size of SIZES) {
    const height = lanes.reduce(
      (sum, lane, i) => sum + Math.max(lane.room, pack(counts[i] ?? [], width, size).height),
      0,
    );
    if (height <= Math.max(budget, cards)) return size;
  }
  return SIZES.at(-1) as Size;
}

/** Lays one lane out: row by row, or as one block for each value of `group`. */
export function plan(lane: LaneInput, width: number, size: Size, group: string): LanePlan {
  const groups = group === '' ? undefined : grouped(lane.cells, group);
  const { blocks, height } = pack(blockCounts(lane, group), width, size);
  const points = new Map<number, Point>();
  const berths: Point[] = [];
  const labels: GroupLabel[] = [];
  const at = (block: Block | undefined, place: number): Point => ({
    x: (block?.x ?? 0) + (place % (block?.columns ?? 1)) * (size.width + size.gap),
    y: (block?.y ?? 0) + Math.floor(place / (block?.columns ?? 1)) * (size.height + size.gap),
  });
  if (groups === undefined) {
    const [block] = blocks;
    for (const [place, cell] of lane.cells.entries()) points.set(cell.slot, at(block, place));
    for (let i = 0; i < lane.berths; i++) berths.push(at(block, lane.cells.length + i));
  } else {
    for (const [i, [text, members]] of groups.entries()) {
      const block = blocks[i];
      for (const [place, cell] of members.entries()) points.set(cell.slot, at(block, place));
      if (size.width >= NAMED_FROM) labels.push({ text, x: block?.x ?? 0, y: (block?.y ?? 0) - LABEL });
    }
    for (let i = 0; i < lane.berths; i++) berths.push(at(blocks.at(-1), i));
  }
  return { points, berths, labels, height };
}

/** A stretch of cells; `y` is that of its first cell. */
interface Block extends Point {
  readonly columns: number;
}

/** How many cells each block has: one block for all, or one for each group and one for the berths. */
function blockCounts(lane: LaneInput, group: string): readonly number[] {
  if (group === '') return [-(lane.cells.length + lane.berths)];
  const counts = grouped(lane.cells, group).map(([, members]) => members.length);
  return lane.berths > 0 ? [...counts, lane.berths] : counts;
}

/** Places blocks beside each other and then below; a negative count is a block of the whole width, without a name. */
function pack(counts: readonly number[], width: number, size: Size): { blocks: readonly Block[]; height: number } {
  const pitchX = size.width + size.gap;
  const pitchY = size.height + size.gap;
  const most = Math.max(1, Math.floor((width + size.gap) / pitchX));
  const blocks: Block[] = [];
  let x = 0;
  let y = 0;
  let line = 0;
  for (const signed of counts) {
    const count = Math.abs(signed);
    const label = signed > 0 && size.width >= NAMED_FROM ? LABEL : 0;
    const columns =
      signed < 0 ? most : Math.max(1, Math.min(most, Math.ceil(Math.sqrt((count * ASPECT * pitchY) / pitchX))));
    if (x > 0 && x + columns * pitchX - size.gap > width) {
      x = 0;
      y += line + BETWEEN_GROUPS;
      line = 0;
    }
    blocks.push({ x, y: y + label, columns });
    x += columns * pitchX + BETWEEN_GROUPS;
    if (count > 0) line = Math.max(line, label + Math.ceil(count / columns) * pitchY - size.gap);
  }
  return { blocks, height: y + line };
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

/** Tells the cells that have every word of a filter in their name, mark, word or groups. */
export function sieve(filter: string): (cell: Cell) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return (cell) => words.every((word) => has(cell, word));
}

/** Field by field: for a large fleet, joining them first takes longer than looking. */
function has(cell: Cell, word: string): boolean {
  if (cell.id.toLowerCase().includes(word) || cell.mark.includes(word)) return true;
  if (cell.word.toLowerCase().includes(word)) return true;
  for (const key in cell.groups) if (cell.groups[key]?.toLowerCase().includes(word)) return true;
  return false;
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
