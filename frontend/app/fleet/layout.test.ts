import { describe, expect, it } from 'vitest';
import type { Cell } from '../live/fleet';
import { fittingSize, neighbour, plan, SIZES, type Size, sharedPrefix, sieve } from './layout';

const cell = (slot: number, rack = 'r1'): Cell => ({
  slot,
  id: `node-${slot}`,
  owner: 0,
  mark: 'settled',
  word: '',
  groups: { rack },
});
const cells = (n: number, racks = 1) => Array.from({ length: n }, (_, i) => cell(i, `r${1 + (i % racks)}`));
const size: Size = { width: 10, height: 10, gap: 2, text: 'none' };

describe('fittingSize', () => {
  it('shows three frameworks of two nodes with all their words', () => {
    const lanes = [2, 2, 2].map((n) => ({ cells: cells(n), berths: 0, room: 0 }));
    expect(fittingSize(lanes, 700, 480, '').text).toBe('all');
  });

  it('shows eight frameworks of 1,250 nodes with a cell for each', () => {
    const lanes = Array.from({ length: 8 }, () => ({ cells: cells(1250), berths: 3, room: 0 }));
    const fits = fittingSize(lanes, 560, 560, '');
    expect(lanes.reduce((sum, lane) => sum + plan(lane, 560, fits, '').height, 0)).toBeLessThanOrEqual(560);
    expect(fits.width).toBeGreaterThanOrEqual(4);
  });

  it('falls back to the smallest cells', () => {
    expect(fittingSize([{ cells: cells(90_000), berths: 0, room: 0 }], 300, 300, '')).toBe(SIZES.at(-1));
  });
});

describe('plan', () => {
  it('fills row by row and keeps berths after the last node', () => {
    const { points, berths, height } = plan({ cells: cells(5), berths: 2, room: 0 }, 46, size, '');
    expect(points.get(0)).toEqual({ x: 0, y: 0 });
    expect(points.get(4)).toEqual({ x: 0, y: 12 });
    expect(berths).toEqual([
      { x: 12, y: 12 },
      { x: 24, y: 12 },
    ]);
    expect(height).toBe(22);
  });

  it('puts each group into a block of its own, in natural order', () => {
    const { points, labels } = plan({ cells: cells(30, 12), berths: 0, room: 0 }, 400, size, 'rack');
    expect(labels.map((label) => label.text).slice(0, 3)).toEqual(['r1', 'r2', 'r3']);
    expect(points.size).toBe(30);
    expect(new Set([...points.values()].map((p) => `${p.x},${p.y}`)).size).toBe(30);
    for (const point of points.values()) expect(point.x + size.width).toBeLessThanOrEqual(400);
  });

  it('has no height without nodes', () => {
    expect(plan({ cells: [], berths: 0, room: 0 }, 400, size, '').height).toBe(0);
  });
});

describe('neighbour', () => {
  const { points } = plan({ cells: cells(8), berths: 0, room: 0 }, 46, size, '');

  it('goes the way of the arrow', () => {
    expect(neighbour(points, 1, 1, 0)).toBe(2);
    expect(neighbour(points, 1, 0, 1)).toBe(5);
    expect(neighbour(points, 5, 0, -1)).toBe(1);
    expect(neighbour(points, 0, -1, 0)).toBeUndefined();
  });
});

describe('sieve', () => {
  it('wants every word, anywhere', () => {
    expect(sieve(' R9  17')(cell(17, 'r9'))).toBe(true);
    expect(sieve('r9 18')(cell(17, 'r9'))).toBe(false);
    expect(sieve(' ')(cell(17))).toBe(true);
  });

  it('knows marks and their words', () => {
    const away = { ...cell(3), mark: 'away', word: 'Silent for 2 min' } as const;
    expect(sieve('away silent')(away)).toBe(true);
    expect(sieve('away silent')(cell(3))).toBe(false);
  });
});

describe('sharedPrefix', () => {
  it('ends at a separator, so that node-10 and node-11 stay 10 and 11', () => {
    expect(sharedPrefix(['node-10', 'node-11'])).toBe('node-');
    expect(sharedPrefix(['a', 'b'])).toBe('');
    expect(sharedPrefix(['node-1'])).toBe('');
  });
});
