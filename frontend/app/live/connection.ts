import { type Frame, parseFrame } from './messages';

export type LinkState = 'connecting' | 'live' | 'lost' | 'signed-out';

/** What the page tells the server, whole, each time that it changes. */
export interface Interest {
  readonly epoch: string;
  readonly offset: number;
  readonly signal?: string;
  readonly parts: Readonly<Record<string, string>>;
}

/** Longest wait between two tries, in milliseconds. */
const MAX_WAIT = 15_000;
/** Without any frame for this long the link counts as lost; the server sends one every second. */
const SILENCE = 15_000;
/** The server's close code for a session that has ended. */
const CLOSED_BY_POLICY = 1008;
/** Refused before the first frame this often, the session may have ended; the server tells over HTTP. */
const ASK_AFTER = 2;

/** Keeps one socket to the live feed, with full-jitter back-off. */
export class Connection {
  private socket: WebSocket | undefined;
  private tries = 0;
  private silence: number | undefined;

  constructor(
    private readonly interest: () => Interest,
    private readonly onFrame: (frame: Frame) => void,
    private readonly onState: (state: LinkState) => void,
  ) {}

  open(): void {
    this.onState('connecting');
    const url = new URL('/live', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url, 'sluice.v1');
    this.socket = socket;
    socket.addEventListener('open', () => {
      this.watch();
      this.listenForSilence();
    });
    socket.addEventListener('message', (event) => this.receive(String(event.data)));
    socket.addEventListener('close', (event) => this.closed(event.code));
  }

  /** Says what the page watches now; nothing while the link is down, since each new link begins with it. */
  watch(): void {
    if (this.socket?.readyState === WebSocket.OPEN)
      this.socket.send(JSON.stringify({ kind: 'watch', ...this.interest() }));
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
    this.onFrame(frame);
  }

  private closed(code: number): void {
    clearTimeout(this.silence);
    if (code === CLOSED_BY_POLICY) {
      this.onState('signed-out');
      return;
    }
    this.onState('lost');
    const wait = Math.random() * Math.min(MAX_WAIT, 500 * 2 ** this.tries++);
    setTimeout(() => void this.again(), wait);
  }

  private async again(): Promise<void> {
    if (this.tries > ASK_AFTER && (await signedOut())) this.onState('signed-out');
    else this.open();
  }

  private listenForSilence(): void {
    clearTimeout(this.silence);
    this.silence = window.setTimeout(() => this.socket?.close(), SILENCE);
  }
}

/** A socket that is refused does not say why; an ordinary request does. */
async function signedOut(): Promise<boolean> {
  try {
    return (await fetch('/find?q=', { headers: { Accept: 'application/json' } })).status === 401;
  } catch {
    return false;
  }
}
