import { describe, expect, it } from 'vitest';
import type { Move, Operation } from '../live/messages';
import { ordered, standing, stuckControls, took } from './view';

const move: Move = {
  node: 'node-4',
  state: 'DRAINING',
  since: '2026-01-01T00:00:00Z',
  deadline: '2026-01-01T01:00:00Z',
  remaining: 2,
  etaSeconds: null,
  blockers: ['container_7: runs until its app ends'],
  note: null,
  code: null,
  possible: [],
  steps: [],
};

describe('standing', () => {
  it('says what is left and what holds it up', () => {
    expect(standing(move, '2026-01-01T00:00:12Z')).toBe(
      'for 12 s, 2 pieces of work left, waits for container_7: runs until its app ends',
    );
  });

  it('lets what went wrong win', () => {
    expect(standing({ ...move, note: 'the agent does not answer' }, '2026-01-01T00:00:12Z')).toBe(
      'the agent does not answer',
    );
  });

  it('is silent about a move that has ended', () => {
    expect(standing({ ...move, state: 'MOVED', deadline: null }, '2026-01-01T00:00:12Z')).toBe('');
  });
});

describe('a stuck move', () => {
  const stuck = { ...move, state: 'STUCK', note: 'it did not stop', possible: ['UNDO', 'RETRY', 'WAIT'] as const };

  it('says since when and why', () => {
    expect(standing(stuck, '2026-01-01T00:00:12Z')).toBe('for 12 s: it did not stop');
  });

  it('offers what is possible, the mildest first', () => {
    expect(stuckControls(stuck)).toEqual(['wait', 'retry', 'undo']);
  });
});

describe('ordered', () => {
  it('puts what runs first, then the newest', () => {
    const operation = (id: string, status: string) => ({ id, status }) as Operation;
    expect(
      ordered([operation('op-2', 'DONE'), operation('op-9', 'RUNNING'), operation('op-10', 'DONE')]).map((o) => o.id),
    ).toEqual(['op-9', 'op-10', 'op-2']);
  });
});

describe('took', () => {
  it('is known only for a step that has ended', () => {
    const step = { name: 'DRAINING', state: 'RUNNING', startedAt: '2026-01-01T00:00:00Z', endedAt: null } as const;
    expect(took(step)).toBe('');
    expect(took({ ...step, state: 'DONE', endedAt: '2026-01-01T00:00:04Z' })).toBe('4 s');
  });
});
