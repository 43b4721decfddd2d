import { parseFrame } from './messages';
import type { Store } from './store';

export type LinkState = 'connecting' | 'live' | 'lost' | 'signed-out';

/** Longest wait between two tries, in milliseconds. */
const MAX_WAIT = 15_000;
/** Without any frame for this long the link counts as lost; the server sends at least one every 5 s. */
const SILENCE = 15_000;
/** The server's close code for a session that has ended. */
const CLOSED_BY_POLICY = 1008;

/** Keeps one socket to the live feed, with full-jitter back-off, and feeds the store. */
export class Connection {
  private socket: WebSocket | undefined;
  private tries = 0;
  private silence: number | undefined;

  constructor(
    private readonly store: Store,
    private readonly onState: (state: LinkState) => void,
  ) {}

  open(): void {
    this.onState('connecting');
    const url = new URL('/live', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url, 'sluice.v1');
    this.socket = socket;
    socket.addEventListener('open', () => this.resume());
    socket.addEventListener('message', (event) => this.receive(String(event.data)));
    socket.addEventListener('close', (event) => this.closed(event.code));
  }

  private resume(): void {
    const from = this.store.status === undefined ? undefined : this.store.position;
    this.socket?.send(JSON.stringify({ kind: 'resume', epoch: from?.epoch ?? '', offset: from?.offset ?? 0 }));
    this.listenForSilence();
  }

  private receive(text: string): void {
    this.listenForSilence();
    const frame = parseFrame(text);
    if (frame === undefined) {
      console.warn('live feed: a frame of an unknown kind was ignored');
      return;
    }
    this.tries = 0;
    this.onState('live');
    if (this.store.apply(frame) === 'gap') this.resume();
  }

  private closed(code: number): void {
    clearTimeout(this.silence);
    if (code === CLOSED_BY_POLICY) {
      this.onState('signed-out');
      return;
    }
    this.onState('lost');
    const wait = Math.random() * Math.min(MAX_WAIT, 500 * 2 ** this.tries++);
    setTimeout(() => this.open(), wait);
  }

  private listenForSilence(): void {
    clearTimeout(this.silence);
    this.silence = window.setTimeout(() => this.socket?.close(), SILENCE);
  }
}
