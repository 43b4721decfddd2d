import type { Flow } from '../live/messages';
import type { Point, Size } from './layout';

/** Above this many riders a flow is drawn as one stream with a number. */
export const SINGLE = 12;

/** How far along its way a move is, by its state: 0 where it was, 1 where it goes. */
const PROGRESS: Readonly<Record<string, number>> = {
  RESERVED: 0.04,
  DRAINING: 0.2,
  DRAINED: 0.38,
  RELEASED: 0.5,
  PREPARING: 0.62,
  JOINING: 0.76,
  VERIFYING: 0.9,
  ROLLING_BACK: 0.2,
  STUCK: 0.5,
  QUARANTINED: 0.5,
};

export interface Line {
  readonly flow: string;
  readonly suggested: boolean;
  readonly path: string;
  /** Where the rider is, the upper left corner of its cell; none for a suggestion. */
  readonly rider: Point | undefined;
  readonly slot: number;
  readonly state: string;
  /** How many riders the line stands for. */
  readonly count: number;
}

/** The lines of one flow; `from` and `to` give the corners of cells, by slot and by the rider's place. */
export function lines(
  flow: Flow,
  from: (slot: number) => Point | undefined,
  to: (place: number) => Point | undefined,
  size: Size,
): readonly Line[] {
  const pairs = flow.riders.flatMap((rider, place) => {
    const start = from(rider.slot);
    const end = to(place);
    return start === undefined || end === undefined ? [] : [{ rider, start, end }];
  });
  if (pairs.length === 0) return [];
  const bundled = pairs.length > SINGLE;
  const all = pairs.map(({ rider, start, end }) => {
    const curve = bezier(edge(start, size, end), edge(end, size, start));
    const progress = PROGRESS[rider.state] ?? 0.5;
    const point = flow.suggested ? undefined : pointOn(curve, progress);
    return {
      flow: flow.id,
      suggested: flow.suggested,
      path: bundled ? '' : path(curve),
      rider: point && { x: point.x - size.width / 2, y: point.y - size.height / 2 },
      slot: rider.slot,
      state: rider.state,
      count: 1,
    };
  });
  if (!bundled) return all;
  const stream = path(
    bezier(mean(pairs.map((p) => middle(p.start, size))), mean(pairs.map((p) => middle(p.end, size)))),
  );
  return [
    {
      flow: flow.id,
      suggested: flow.suggested,
      path: stream,
      rider: undefined,
      slot: -1,
      state: '',
      count: pairs.length,
    },
    ...(flow.suggested ? [] : all),
  ];
}

type Curve = readonly [Point, Point, Point, Point];

/** Leaves and arrives upright, as water falls from one level to the next. */
function bezier(start: Point, end: Point): Curve {
  const bend = Math.max(24, Math.abs(end.y - start.y) * 0.5);
  const down = end.y >= start.y ? 1 : -1;
  return [start, { x: start.x, y: start.y + bend * down }, { x: end.x, y: end.y - bend * down }, end];
}

function path([a, b, c, d]: Curve): string {
  const n = (value: number) => value.toFixed(1);
  return `M${n(a.x)} ${n(a.y)}C${n(b.x)} ${n(b.y)} ${n(c.x)} ${n(c.y)} ${n(d.x)} ${n(d.y)}`;
}

export function pointOn([a, b, c, d]: Curve, t: number): Point {
  const u = 1 - t;
  const at = (p: number, q: number, r: number, s: number) =>
    u * u * u * p + 3 * u * u * t * q + 3 * u * t * t * r + t * t * t * s;
  return { x: at(a.x, b.x, c.x, d.x), y: at(a.y, b.y, c.y, d.y) };
}

/** Where a line leaves a cell: the middle of the side that looks at the other end. */
function edge(corner: Point, size: Size, other: Point): Point {
  const { x, y } = middle(corner, size);
  const side = Math.sign(other.y - corner.y);
  return { x, y: y + (side * size.height) / 2 };
}

function middle(corner: Point, size: Size): Point {
  return { x: corner.x + size.width / 2, y: corner.y + size.height / 2 };
}

function mean(points: readonly Point[]): Point {
  const sum = points.reduce((s, p) => ({ x: s.x + p.x, y: s.y + p.y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
