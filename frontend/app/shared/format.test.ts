import { describe, expect, it } from 'vitest';
import { age, between, count, percent, ratio } from './format';

describe('format', () => {
  it('never shows what is unknown as zero', () => {
    expect([ratio(null), percent(null), age(null)]).toEqual(['–', '–', '–']);
    expect([ratio(0), percent(0), age(0)]).toEqual(['0.00', '0 %', '0 s']);
  });

  it('picks the unit that a person would', () => {
    expect([age(89), age(120), age(7200)]).toEqual(['89 s', '2 min', '2 h']);
    expect([count(1, 'node'), count(3, 'node')]).toEqual(['1 node', '3 nodes']);
    expect(between('2026-01-01T00:00:10Z', '2026-01-01T00:00:04Z')).toBe(0);
  });
});
