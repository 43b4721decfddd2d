import { describe, expect, it } from 'vitest';
import { ago, count, duration, percent, until } from './format';

describe('format', () => {
  it('never shows what is unknown as zero', () => {
    expect([percent(null), percent(0)]).toEqual(['–', '0 %']);
  });

  it('picks the unit that a person would', () => {
    expect([89, 120, 7200, 864_000].map(duration)).toEqual(['89 s', '2 min', '2 h', '10 d']);
    expect([count(1, 'node'), count(3, 'node')]).toEqual(['1 node', '3 nodes']);
  });

  it('does not count below a second, nor backwards when clocks differ', () => {
    expect([ago(-5), ago(0.4), ago(12), until(-3), until(30)]).toEqual([
      'just now',
      'just now',
      '12 s ago',
      'now',
      'in 30 s',
    ]);
  });
});
