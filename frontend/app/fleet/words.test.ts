import { describe, expect, it } from 'vitest';
import snapshot from '../../../src/test/resources/live/snapshot.json';
import { type Cell, Fleet } from '../live/fleet';
import { parseFrame, type SnapshotFrame } from '../live/messages';
import { sentence } from './words';

const fleet = new Fleet();
fleet.apply(parseFrame(JSON.stringify(snapshot)) as SnapshotFrame);

describe('sentence', () => {
  it('says of a node what its cell shows', () => {
    expect(sentence(fleet.cells[3] as Cell, fleet, 'cpu')).toBe('node-4, YARN, CPU 5 %, → spark, r1, a');
  });

  it('tells unknown from silent', () => {
    fleet.values[0] = null;
    fleet.values[1] = false;
    expect(sentence(fleet.cells[0] as Cell, fleet, 'cpu')).toContain('CPU unknown');
    expect(sentence(fleet.cells[1] as Cell, fleet, 'cpu')).toContain('CPU not heard for too long');
  });
});
