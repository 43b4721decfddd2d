import { describe, expect, it } from 'vitest';
import delta from '../../../src/test/resources/live/delta.json';
import snapshot from '../../../src/test/resources/live/snapshot.json';
import { type DeltaFrame, parseFrame, type SnapshotFrame } from './messages';
import { Store } from './store';

const first = parseFrame(JSON.stringify(snapshot)) as SnapshotFrame;
const second = parseFrame(JSON.stringify(delta)) as DeltaFrame;

describe('parseFrame', () => {
  it('reads what the server writes', () => {
    expect(first.kind).toBe('snapshot');
    expect(second.kind).toBe('delta');
  });

  it.each([
    'no json',
    'null',
    '{}',
    '{"kind":"news","epoch":"a","offset":1}',
    '{"kind":"delta","epoch":"a","offset":1}',
  ])('ignores %s', (text) => {
    expect(parseFrame(text)).toBeUndefined();
  });
});

describe('Store', () => {
  it('takes a snapshot, then the delta after it', () => {
    const store = new Store();
    expect(store.apply(first)).toBe('applied');
    expect(store.apply(second)).toBe('applied');

    const node = store.status?.nodes.find((n) => n.id === 'node-4');
    expect(node?.step).toBe('DRAINING');
    expect(node?.cores).toBe(2);
    expect(store.status?.suggestions).toEqual([]);
    expect(store.position?.offset).toBe(second.offset);
  });

  it('keeps the identity of records that did not change', () => {
    const store = new Store();
    store.apply(first);
    const before = store.status?.nodes.find((n) => n.id === 'node-1');
    store.apply(second);
    expect(store.status?.nodes.find((n) => n.id === 'node-1')).toBe(before);
  });

  it('skips what it has seen and reports a gap without changing anything', () => {
    const store = new Store();
    store.apply(first);
    store.apply(second);
    const before = store.status;

    expect(store.apply(second)).toBe('stale');
    expect(store.apply({ ...second, offset: second.offset + 2 })).toBe('gap');
    expect(store.apply({ ...second, epoch: 'other', offset: second.offset + 1 })).toBe('gap');
    expect(store.status).toBe(before);
  });
});
