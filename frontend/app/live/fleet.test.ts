import { describe, expect, it } from 'vitest';
import delta from '../../../src/test/resources/live/delta.json';
import snapshot from '../../../src/test/resources/live/snapshot.json';
import { type Change, Fleet } from './fleet';
import { type DeltaFrame, parseFrame, type SnapshotFrame } from './messages';

const first = parseFrame(JSON.stringify(snapshot)) as SnapshotFrame;
const second = parseFrame(JSON.stringify(delta)) as DeltaFrame;

describe('parseFrame', () => {
  it('reads what the server writes', () => {
    expect(first.kind).toBe('snapshot');
    expect(second.kind).toBe('delta');
    expect(parseFrame('{"kind":"part","name":"node:a","version":"1","html":null}')).toMatchObject({ html: null });
  });

  it.each([
    'no json',
    'null',
    '{}',
    '{"kind":"news","epoch":"a","offset":1}',
    '{"kind":"delta","epoch":"a","offset":1}',
    '{"kind":"part"}',
  ])('ignores %s', (text) => {
    expect(parseFrame(text)).toBeUndefined();
  });
});

describe('Fleet', () => {
  it('takes a snapshot, then the delta after it', () => {
    const fleet = new Fleet();
    fleet.apply(first);
    expect(fleet.cells.map((cell) => cell?.id)).toEqual(['node-1', 'node-2', 'node-3', 'node-4', 'node-5', 'node-10']);
    expect(fleet.cells[3]).toMatchObject({ mark: 'suggested', word: '→ spark', groups: { rack: 'r1', zone: 'a' } });
    expect(fleet.values[0]).toBe(90);

    const change = fleet.apply(second) as Change;
    expect(fleet.cells[3]).toMatchObject({ mark: 'moving', word: 'draining' });
    expect(fleet.flows.map((flow) => flow.id)).toEqual(['op-1']);
    expect(change).toMatchObject({ reshaped: false, flows: true });
    expect(change.dirty).toContain(3);
  });

  it('skips what it has seen and reports a gap without changing anything', () => {
    const fleet = new Fleet();
    fleet.apply(first);
    fleet.apply(second);
    expect(fleet.apply(second)).toBe('stale');
    expect(fleet.apply({ ...second, from: second.offset + 1, offset: second.offset + 2 })).toBe('gap');
    expect(fleet.apply({ ...second, epoch: 'other' })).toBe('gap');
    expect(fleet.apply({ ...second, signal: 'memory', offset: second.offset + 1 })).toBe('gap');
    expect(fleet.offset).toBe(second.offset);
  });

  it('keeps unchanged, missing and error apart', () => {
    const fleet = new Fleet();
    fleet.apply(first);
    fleet.apply({ ...second, flows: { set: [], gone: [] }, cells: [], values: { gap: [1, 1], of: [null, false] } });
    expect(fleet.values.slice(0, 4)).toEqual([90, null, false, 5]);
  });

  it('lays out anew when a node comes, goes or changes its owner', () => {
    const fleet = new Fleet();
    fleet.apply(first);
    const bare = { kind: 'delta', epoch: 'e1', at: '', signal: 'cpu' } as const;
    const moved = { slot: 3, id: 'node-4', owner: 0, mark: 0, word: '', groups: { rack: 'r1', zone: 'a' } };
    expect(fleet.apply({ ...bare, from: 1, offset: 2, gone: [0] })).toMatchObject({ reshaped: true });
    expect(fleet.cells[0]).toBeUndefined();
    expect(fleet.apply({ ...bare, from: 2, offset: 3, cells: [moved] })).toMatchObject({ reshaped: true });
    expect(fleet.apply({ ...bare, from: 3, offset: 4, new: [{ ...moved, slot: 6, id: 'n', value: 5 }] })).toMatchObject(
      {
        reshaped: true,
      },
    );
    expect(fleet.values[6]).toBe(5);
  });
});
