import { describe, expect, it } from 'vitest';
import { healthWords } from './page';

const health = {
  leader: true,
  leaderName: 'host-a',
  term: 1,
  agentsConnected: 5,
  agentsKnown: 6,
  nodes: 6,
  stuck: 0,
  frozen: 0,
};

describe('healthWords', () => {
  it('says no more than the counts while all is well', () => {
    expect(healthWords(health)).toBe('6 nodes, 5 of 6 agents connected');
  });

  it('names what is frozen, and who leads when this server does not', () => {
    expect(healthWords({ ...health, leader: false, frozen: 2 })).toBe(
      '6 nodes, 5 of 6 agents connected, 2 frozen, led by host-a',
    );
    expect(healthWords({ ...health, leader: false, leaderName: null })).toContain('led by nobody');
  });
});
