import { describe, expect, it } from 'vitest';
import type { Flow } from '../live/messages';
import { lines, pointOn, SINGLE } from './flows';

const size = { width: 10, height: 10, gap: 2, text: 'none' } as const;
const flow = (riders: number, state: string): Flow => ({
  id: 'op-7',
  suggested: state === '',
  from: 1,
  to: 0,
  riders: Array.from({ length: riders }, (_, slot) => ({ slot, state })),
});
const from = (slot: number) => ({ x: slot * 12, y: 200 });
const to = (place: number) => ({ x: place * 12, y: 0 });

describe('lines', () => {
  it('draws a ghost without a rider for a suggestion', () => {
    const [line] = lines(flow(1, ''), from, to, size);
    expect(line).toMatchObject({ suggested: true, rider: undefined });
    expect(line?.path).toMatch(/^M5\.0 200\.0C/);
  });

  it('has a rider that is the further the more steps are done', () => {
    const y = (state: string) => lines(flow(1, state), from, to, size)[0]?.rider?.y ?? Number.NaN;
    const way = ['RESERVED', 'DRAINING', 'RELEASED', 'JOINING', 'VERIFYING'].map(y);
    expect([...way].sort((a, b) => b - a)).toEqual(way);
    expect(way.at(-1)).toBeGreaterThan(0);
  });

  it('bundles many riders into one stream and still shows each', () => {
    const many = lines(flow(SINGLE + 1, 'DRAINING'), from, to, size);
    expect(many.filter((line) => line.path !== '')).toHaveLength(1);
    expect(many.filter((line) => line.rider !== undefined)).toHaveLength(SINGLE + 1);
  });

  it('leaves out a node that has vanished', () => {
    expect(lines(flow(2, 'DRAINING'), (slot) => (slot === 0 ? undefined : from(slot)), to, size)).toHaveLength(1);
  });
});

describe('pointOn', () => {
  it('begins and ends at the ends', () => {
    const curve = [
      { x: 0, y: 0 },
      { x: 0, y: 5 },
      { x: 9, y: 5 },
      { x: 9, y: 9 },
    ] as const;
    expect([pointOn(curve, 0), pointOn(curve, 1)]).toEqual([
      { x: 0, y: 0 },
      { x: 9, y: 9 },
    ]);
  });
});
