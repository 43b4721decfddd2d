import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Connection, type LinkState } from './connection';
import type { Frame } from './messages';

/** A socket that the test opens, feeds and closes. */
class Wire extends EventTarget {
  static readonly OPEN = 1;
  static readonly all: Wire[] = [];
  readonly sent: string[] = [];
  readyState = 0;

  constructor(
    readonly url: URL,
    readonly protocol: string,
  ) {
    super();
    Wire.all.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.ends(1006);
  }

  opens(): void {
    this.readyState = Wire.OPEN;
    this.dispatchEvent(new Event('open'));
  }

  brings(text: string): void {
    this.dispatchEvent(new MessageEvent('message', { data: text }));
  }

  ends(code: number): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}

const DELTA = JSON.stringify({ kind: 'delta', epoch: 'e1', offset: 2, from: 1, at: '2026-01-01T00:00:00Z' });

describe('Connection', () => {
  const states: LinkState[] = [];
  const frames: Frame[] = [];
  let offset = 1;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('WebSocket', Wire);
    vi.spyOn(Math, 'random').mockReturnValue(1);
    Wire.all.length = states.length = frames.length = 0;
    offset = 1;
    new Connection(
      () => ({ epoch: 'e1', offset, parts: {} }),
      (frame) => frames.push(frame),
      (state) => states.push(state),
    ).open();
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  const wire = () => Wire.all.at(-1) as Wire;

  it('says where the page stands, and is live with the first frame', () => {
    wire().opens();
    expect(JSON.parse(wire().sent[0] ?? '')).toEqual({ kind: 'watch', epoch: 'e1', offset: 1, parts: {} });
    wire().brings(DELTA);
    expect(states).toEqual(['connecting', 'live']);
    expect(frames).toHaveLength(1);
  });

  it('comes back after a loss and resumes from where it had got to', () => {
    wire().opens();
    offset = 7;
    wire().ends(1006);
    expect(states.at(-1)).toBe('lost');
    vi.advanceTimersByTime(500);
    expect(Wire.all).toHaveLength(2);
    wire().opens();
    expect(JSON.parse(wire().sent[0] ?? '')).toMatchObject({ offset: 7 });
  });

  it('waits longer after each failure, at most so long, and by chance less', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new Error('down')));
    for (const wait of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) {
      const before = Wire.all.length;
      wire().ends(1006);
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(Wire.all).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(Wire.all).toHaveLength(before + 1);
    }
    vi.mocked(Math.random).mockReturnValue(0);
    wire().ends(1006);
    await vi.advanceTimersByTimeAsync(0);
    expect(Wire.all).toHaveLength(9);
  });

  it('counts silence as a loss', () => {
    wire().opens();
    wire().brings(DELTA);
    vi.advanceTimersByTime(15_000);
    expect(states.at(-1)).toBe('lost');
  });

  it('ignores what it does not know, and says so in the log', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    wire().opens();
    for (const text of ['{"kind":"weather","epoch":"e1"}', 'not json', '{}', '[]', 'null']) wire().brings(text);
    expect(frames).toHaveLength(0);
    expect(warn).toHaveBeenCalledTimes(5);
    wire().brings(DELTA);
    expect(frames).toHaveLength(1);
  });

  it('leads to the sign-in when the session has ended, and does not come back', () => {
    wire().opens();
    wire().ends(1008);
    vi.advanceTimersByTime(60_000);
    expect(states.at(-1)).toBe('signed-out');
    expect(Wire.all).toHaveLength(1);
  });
});
