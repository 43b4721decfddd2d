import { describe, expect, it } from 'vitest';
import { align, last, pageOf, parseMarks, range, type Series, tableRows } from './series';

const series = (signal: string, points: Series['points']): Series => ({ signal, unit: 'ratio', points });

describe('align', () => {
  it('brings series onto one axis and never fills a gap', () => {
    const aligned = align([
      series('cpu', [
        [1000, 0.5],
        [3000, null],
      ]),
      series('memory', [[2000, 0.25]]),
    ]);
    expect(aligned).toEqual([
      [1, 2, 3],
      [0.5, null, null],
      [null, 0.25, null],
    ]);
  });
});

describe('tableRows', () => {
  it('has the newest first and at most so many', () => {
    const many = align([
      series(
        'cpu',
        Array.from({ length: 100 }, (_, i) => [i * 1000, i / 100] as const),
      ),
    ]);
    const rows = tableRows(many, 25);
    expect(rows).toHaveLength(25);
    expect(rows[0]).toEqual([99, 0.99]);
  });
});

describe('last', () => {
  it('is what the address says, and an hour otherwise', () => {
    expect(last('?last=6h')).toBe(21_600_000);
    expect(last('')).toBe(3_600_000);
    expect(last('?last=constructor')).toBe(3_600_000);
  });
});

describe('range', () => {
  it('is the last hour unless the address has a range that makes sense', () => {
    expect(range('?from=1000&to=2000')).toEqual({ from: 1000, to: 2000 });
    for (const bad of ['', '?from=2000&to=1000', '?from=x&to=y']) expect(range(bad)).toBeUndefined();
  });
});

describe('parseMarks', () => {
  it('reads what the server writes, and nothing else', () => {
    expect(parseMarks('op-7@1767225600000 op-6@5')).toEqual([
      { id: 'op-7', at: 1_767_225_600_000 },
      { id: 'op-6', at: 5 },
    ]);
    expect(parseMarks('')).toEqual([]);
    expect(parseMarks('op-7 @5')).toEqual([]);
  });
});

describe('pageOf', () => {
  it('tells operations from alerts', () => {
    expect(pageOf({ id: 'op-7', at: 1 })).toBe('/operations/op-7');
    expect(pageOf({ id: 'alert-12', at: 1 })).toBe('/alerts/12');
  });
});
