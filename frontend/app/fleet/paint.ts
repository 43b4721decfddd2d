import type { Cell } from '../live/fleet';
import type { Value } from '../live/messages';
import type { Point, Size } from './layout';

/** The colours of the map, read once from the style sheet for each theme. */
export interface Palette {
  /** From 0 to 100 %. */
  readonly ramp: readonly string[];
  /** Text that can be read on each of them. */
  readonly ink: readonly string[];
  readonly hatch: string;
  readonly line: string;
  readonly muted: string;
  readonly accent: string;
  readonly attention: string;
  readonly text: string;
}

const STOPS = ['--heat-0', '--heat-25', '--heat-50', '--heat-75', '--heat-100'] as const;

export function readPalette(host: HTMLElement): Palette {
  const probe = document.createElement('span');
  host.append(probe);
  const rgb = (name: string): readonly [number, number, number] => {
    probe.style.color = `var(${name})`;
    const [r = 0, g = 0, b = 0] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
    return [r, g, b];
  };
  const css = (name: string) => `rgb(${rgb(name).join(' ')})`;
  const stops = STOPS.map(rgb);
  const mixed = Array.from({ length: 101 }, (_, percent) => mix(stops, percent / 100));
  const palette: Palette = {
    ramp: mixed.map((c) => `rgb(${c.map(Math.round).join(' ')})`),
    ink: mixed.map((c) => (luminance(c) > 0.3 ? '#10202a' : '#ffffff')),
    hatch: css('--surface-2'),
    line: css('--line-strong'),
    muted: css('--text-muted'),
    accent: css('--accent'),
    attention: css('--attention'),
    text: css('--text'),
  };
  probe.remove();
  return palette;
}

function mix(stops: readonly (readonly [number, number, number])[], share: number): readonly number[] {
  const at = share * (stops.length - 1);
  const low = stops[Math.min(Math.floor(at), stops.length - 2)] ?? [0, 0, 0];
  const high = stops[Math.min(Math.floor(at) + 1, stops.length - 1)] ?? [0, 0, 0];
  const part = at - Math.min(Math.floor(at), stops.length - 2);
  return low.map((c, i) => c + ((high[i] ?? 0) - c) * part);
}

function luminance([r = 0, g = 0, b = 0]: readonly number[]): number {
  const linear = (c: number) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** What is painted, and where. */
export interface Look {
  readonly at: Point;
  readonly cell: Cell;
  readonly value: Value;
  readonly label: string;
  /** Does not match the filter. */
  readonly dimmed: boolean;
}

/**
 * Paints cells over whatever was there, or on an empty canvas. Those of nothing but a colour go first and colour by colour, since
 * for a canvas another colour costs more than another cell.
 */
export function paintCells(
  c: CanvasRenderingContext2D,
  size: Size,
  looks: readonly Look[],
  colours: Palette,
  empty: boolean,
): void {
  const { width: w, height: h } = size;
  const plain = new Map<string, Look[]>();
  const special: Look[] = [];
  for (const look of looks) {
    if (!empty) c.clearRect(look.at.x - 1, look.at.y - 1, w + 2, h + 2);
    const colour = w < 18 && look.cell.mark === 'settled' ? colourOf(look.value, size, colours) : undefined;
    if (colour === undefined) special.push(look);
    else {
      const key = look.dimmed ? `${colour}~` : colour;
      const same = plain.get(key);
      if (same === undefined) plain.set(key, [look]);
      else same.push(look);
    }
  }
  for (const same of plain.values()) {
    const [first] = same;
    if (first === undefined) continue;
    c.globalAlpha = first.dimmed ? DIMMED : 1;
    c.fillStyle = colourOf(first.value, size, colours) ?? colours.hatch;
    for (const { at } of same) c.fillRect(at.x, at.y, w, h);
  }
  c.globalAlpha = 1;
  for (const look of special) paintCell(c, size, look, colours);
}

/** The one colour that says all of a value; undefined where lines say it as well. */
function colourOf(value: Value, size: Size, colours: Palette): string | undefined {
  if (typeof value === 'number') return colours.ramp[value] ?? colours.hatch;
  return size.width < 5 ? colours.hatch : undefined;
}

/** Shape says what colour says, from the smallest size on. */
function paintCell(c: CanvasRenderingContext2D, size: Size, look: Look, colours: Palette): void {
  const { width: w, height: h } = size;
  const { at } = look;
  c.globalAlpha = look.dimmed ? DIMMED : 1;
  fill(c, at, size, look.value, colours);
  switch (look.cell.mark) {
    case 'settled':
      break;
    case 'pinned':
      if (size.width >= 10) pin(c, at, colours);
      break;
    case 'suggested':
      outline(c, at, size, colours.accent, size.width >= 10 ? [4, 3] : []);
      break;
    case 'moving':
      // It is on its way: here is only its outline.
      c.clearRect(at.x + 1, at.y + 1, w - 2, h - 2);
      outline(c, at, size, colours.accent, []);
      break;
    case 'away':
      corner(c, at, size, colours);
      break;
    case 'attention':
      if (size.width >= 10) {
        outline(c, at, size, colours.attention, []);
        cross(c, at, size, colours.attention);
      } else {
        // Larger than its place, so that it is seen from far away.
        c.fillStyle = colours.attention;
        c.fillRect(at.x - 1, at.y - 1, w + 2, h + 2);
      }
      break;
  }
  if (size.text !== 'none') text(c, size, look, colours);
  c.globalAlpha = 1;
}

function fill(c: CanvasRenderingContext2D, at: Point, size: Size, value: Value, colours: Palette): void {
  const { width: w, height: h } = size;
  if (typeof value === 'number') {
    c.fillStyle = colours.ramp[value] ?? colours.hatch;
    box(c, at.x, at.y, w, h);
    return;
  }
  c.fillStyle = colours.hatch;
  box(c, at.x, at.y, w, h);
  if (size.width < 5) return;
  c.strokeStyle = colours.line;
  c.lineWidth = 1;
  c.beginPath();
  if (value === null) c.rect(at.x + 0.5, at.y + 0.5, w - 1, h - 1);
  else
    for (let d = 4; d < w + h; d += 6) {
      c.moveTo(at.x + Math.max(0, d - h), at.y + Math.min(d, h));
      c.lineTo(at.x + Math.min(d, w), at.y + Math.max(0, d - w));
    }
  c.stroke();
}

function box(c: CanvasRenderingContext2D, x: number, y: number, w: number, h: number): void {
  if (w < 18) c.fillRect(x, y, w, h);
  else {
    c.beginPath();
    c.roundRect(x, y, w, h, 4);
    c.fill();
  }
}

function outline(c: CanvasRenderingContext2D, at: Point, size: Size, colour: string, dash: number[]): void {
  const wide = size.width >= 10 ? 2 : 1;
  c.strokeStyle = colour;
  c.lineWidth = wide;
  c.setLineDash(dash);
  c.beginPath();
  c.roundRect(at.x + wide / 2, at.y + wide / 2, size.width - wide, size.height - wide, size.width >= 18 ? 4 : 0);
  c.stroke();
  c.setLineDash([]);
}

/** A pin's head in the upper left corner. */
function pin(c: CanvasRenderingContext2D, at: Point, colours: Palette): void {
  c.fillStyle = colours.text;
  c.beginPath();
  c.arc(at.x + 5, at.y + 5, 2.5, 0, 2 * Math.PI);
  c.fill();
}

/** The agent is away: the cell has lost a corner. */
function corner(c: CanvasRenderingContext2D, at: Point, size: Size, colours: Palette): void {
  const cut = Math.max(2, Math.min(14, size.width / 2));
  c.globalCompositeOperation = 'destination-out';
  c.beginPath();
  c.moveTo(at.x + size.width - cut, at.y - 1);
  c.lineTo(at.x + size.width + 1, at.y - 1);
  c.lineTo(at.x + size.width + 1, at.y + cut);
  c.fill();
  c.globalCompositeOperation = 'source-over';
  if (size.width < 10) return;
  c.strokeStyle = colours.muted;
  c.lineWidth = 1.5;
  c.beginPath();
  c.moveTo(at.x + size.width - cut, at.y);
  c.lineTo(at.x + size.width, at.y + cut);
  c.stroke();
}

function cross(c: CanvasRenderingContext2D, at: Point, size: Size, colour: string): void {
  const arm = Math.min(5, size.width / 4);
  const x = at.x + size.width - arm - 4;
  const y = at.y + arm + 4;
  if (size.width < 18) return;
  c.strokeStyle = colour;
  c.lineWidth = 2;
  c.beginPath();
  c.moveTo(x - arm, y - arm);
  c.lineTo(x + arm, y + arm);
  c.moveTo(x + arm, y - arm);
  c.lineTo(x - arm, y + arm);
  c.stroke();
}

function text(c: CanvasRenderingContext2D, size: Size, look: Look, colours: Palette): void {
  const { at } = look;
  const empty = look.cell.mark === 'moving';
  const ink = typeof look.value === 'number' && !empty ? (colours.ink[look.value] ?? colours.text) : colours.text;
  const caption =
    look.cell.word !== '' ? look.cell.word : typeof look.value === 'number' ? `${look.value} %` : 'unknown';
  const x = at.x + size.width / 2;
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  c.fillStyle = ink;
  c.font = `600 13px ${FONT}`;
  c.fillText(look.label, x, at.y + size.height / 2 - (size.text === 'all' ? 8 : 0), size.width - 10);
  if (size.text === 'all') {
    c.font = `11px ${FONT}`;
    c.fillText(caption, x, at.y + size.height / 2 + 9, size.width - 10);
  }
}

const DIMMED = 0.15;
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
