import { describe, expect, it } from 'vitest';
import snapshot from '../../../src/test/resources/live/snapshot.json';
import type { SnapshotFrame, Status } from '../live/messages';
import { parseFrame } from '../live/messages';
import { channels, level, sparkline } from './view';

const status: Status = (parseFrame(JSON.stringify(snapshot)) as SnapshotFrame).status;

describe('channels', () => {
  it('shows each framework with its nodes, in natural order', () => {
    const shown = channels(status);
    expect(shown.map((channel) => channel.id)).toEqual(['spark', 'yarn']);
    expect(shown[1]?.cells.map((c) => c.label)).toEqual(['4', '5', '10']);
  });

  it('marks suggested nodes with where they would go', () => {
    const cell = channels(status)[1]?.cells[0];
    expect(cell?.mark).toBe('suggested');
    expect(cell?.caption).toBe('→ spark');
  });

  it('tells unknown from idle', () => {
    const unknown = { ...status, nodes: status.nodes.map((n) => ({ ...n, cpu: null })), suggestions: [] };
    expect(channels(unknown)[0]?.cells[0]).toMatchObject({ heat: 'none', caption: '–' });
    const idle = { ...status, nodes: status.nodes.map((n) => ({ ...n, cpu: 0 })), suggestions: [] };
    expect(channels(idle)[0]?.cells[0]).toMatchObject({ heat: '0', caption: '0 %' });
  });

  it('puts nodes without an owner into the reservoir', () => {
    const freed = { ...status, nodes: status.nodes.map((n) => (n.id === 'node-4' ? { ...n, owner: null } : n)) };
    expect(channels(freed).at(-1)).toMatchObject({ id: 'reservoir', cells: [{ id: 'node-4' }] });
  });

  it('marks a pinned node with a word', () => {
    const pin = { actor: 'ann', reason: 'licence', since: '2026-01-01T00:00:00Z' };
    const pinned = { ...status, nodes: status.nodes.map((n) => ({ ...n, pin })), suggestions: [] };
    const cell = channels(pinned)[0]?.cells[0];
    expect(cell).toMatchObject({ mark: 'pinned', caption: 'pinned' });
    expect(cell?.title).toContain('pinned by ann: licence');
  });

  it('lets a state that needs a person win over everything else but a move', () => {
    const bad = { ...status, nodes: status.nodes.map((n) => ({ ...n, state: 'CONFLICT', agent: 'AWAY' })) };
    expect(channels(bad)[1]?.cells[0]).toMatchObject({ mark: 'attention', caption: 'conflict' });
  });
});

describe('level', () => {
  it('has the line of 1.00 in the middle and stops at the brim', () => {
    expect([level(0), level(1), level(7), level(null)]).toEqual([0, 50, 100, undefined]);
  });
});

describe('sparkline', () => {
  it('breaks where a value is unknown', () => {
    expect(sparkline([0, 1, null, 2, 2], 40, 10)).toEqual(['0.0,10.0 10.0,5.0', '30.0,0.0 40.0,0.0']);
  });

  it('draws nothing from a single value', () => {
    expect(sparkline([1], 40, 10)).toEqual([]);
  });
});
