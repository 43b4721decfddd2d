import type { Cell, Change, Fleet } from '../live/fleet';
import { lines } from './flows';
import {
  fittingSize,
  type LaneInput,
  type LanePlan,
  neighbour,
  type Point,
  plan,
  SIZES,
  type Size,
  sharedPrefix,
  sieve,
} from './layout';
import { type Look, type Palette, paintCells, readPalette } from './paint';
import { sentence } from './words';

const SVG = 'http://www.w3.org/2000/svg';
const RESERVOIR = -1;
const PADDING = 10;
const PADDING_OF_MANY = 4;
/** Smaller riders than this would not be seen. */
const RIDER = 8;

interface Lane {
  readonly owner: number;
  readonly element: HTMLElement;
}

/**
 * The fleet as channels: all cells on one canvas behind the cards, flows and the cursor in SVG before it. The server's own
 * markup stands until the first picture; the table of nodes is the way in for those who cannot use the map.
 */
export class FleetMap extends HTMLElement {
  private readonly canvas = document.createElement('canvas');
  private readonly overlay = document.createElementNS(SVG, 'svg');
  private readonly tip = document.createElement('p');
  private readonly points = new Map<number, Point>();
  private readonly berths = new Map<string, Point[]>();
  private readonly ridersAt = new Map<number, string>();
  private readonly dirty = new Set<number>();
  private fleet: Fleet | undefined;
  private palette: Palette | undefined;
  private size: Size = SIZES[0] as Size;
  private group = '';
  private filter = '';
  private shared = '';
  private cursor: number | undefined;
  private frame = 0;
  private planned = false;

  /** Takes over from the server's markup. */
  begin(fleet: Fleet): void {
    this.fleet = fleet;
    this.canvas.className = 'map-canvas';
    this.canvas.setAttribute('aria-hidden', 'true');
    this.overlay.setAttribute('class', 'map-overlay');
    this.overlay.setAttribute('aria-hidden', 'true');
    this.tip.className = 'map-tip';
    this.tip.setAttribute('role', 'status');
    this.tip.hidden = true;
    this.append(this.canvas, this.overlay, this.tip);
    this.tabIndex = 0;
    this.setAttribute('role', 'application');
    this.setAttribute('aria-label', 'Map of the nodes; arrow keys go from node to node, Enter opens one');
    this.dataset.drawn = '';
    this.addEventListener('pointermove', (event) => this.pointed(event));
    this.addEventListener('pointerleave', () => this.select(undefined));
    this.addEventListener('click', (event) => this.clicked(event));
    this.addEventListener('keydown', (event) => this.pressed(event));
    this.addEventListener('blur', () => this.select(undefined));
    new ResizeObserver(() => this.replan()).observe(this);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.recolour());
    this.replan();
  }

  /** After the theme has changed. */
  recolour(): void {
    this.palette = undefined;
    this.replan();
  }

  groupBy(group: string): void {
    this.group = group;
    this.replan();
  }

  filterBy(filter: string): void {
    this.filter = filter.trim();
    this.repaint();
  }

  update(change: Change): void {
    if (change.frameworks) this.level();
    if (change.reshaped || change.flows) this.replan();
    else {
      for (const slot of change.dirty) this.dirty.add(slot);
      this.request();
    }
  }

  /** Every label that at least two nodes differ in. */
  groups(): readonly string[] {
    const keys = new Set<string>();
    for (const cell of this.fleet?.cells ?? [])
      if (cell !== undefined) for (const key of Object.keys(cell.groups)) keys.add(key);
    return [...keys].sort();
  }

  private replan(): void {
    this.planned = false;
    this.request();
  }

  private repaint(): void {
    for (const slot of this.points.keys()) this.dirty.add(slot);
    this.request();
  }

  /** The browser asks for no frame while the page is hidden, so nothing is drawn then. */
  private request(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    this.frame = 0;
    if (!this.planned) this.layOut();
    const c = this.canvas.getContext('2d');
    if (c === null || this.fleet === undefined) return;
    this.palette ??= readPalette(this);
    const named = this.size.text !== 'none';
    const shown = sieve(this.filter);
    const looks: Look[] = [];
    for (const slot of this.dirty) {
      const at = this.points.get(slot);
      const cell = this.fleet.cells[slot];
      if (at === undefined || cell === undefined) continue;
      const label = named ? cell.id.slice(this.shared.length) : '';
      looks.push({ at, cell, value: this.fleet.values[slot] ?? null, label, dimmed: !shown(cell) });
    }
    const all = looks.length === this.points.size;
    if (all) c.clearRect(0, 0, this.canvas.width, this.canvas.height);
    paintCells(c, this.size, looks, this.palette, all);
    if (this.cursor !== undefined && this.dirty.has(this.cursor)) this.select(this.cursor);
    this.dirty.clear();
  }

  private layOut(): void {
    const fleet = this.fleet;
    if (fleet === undefined) return;
    this.planned = true;
    const lanes = this.lanes();
    const padding = this.dataset.many === undefined ? PADDING : PADDING_OF_MANY;
    const members = new Map<number, Cell[]>(lanes.map((lane) => [lane.owner, []]));
    const ids: string[] = [];
    for (const cell of fleet.cells) {
      if (cell === undefined) continue;
      ids.push(cell.id);
      members.get(cell.owner)?.push(cell);
    }
    this.shared = sharedPrefix(ids);
    const arriving = new Map<number, number>();
    for (const flow of fleet.flows) arriving.set(flow.to, (arriving.get(flow.to) ?? 0) + flow.riders.length);
    const inputs = lanes.map(
      (lane): LaneInput => ({
        cells: members.get(lane.owner) ?? [],
        berths: arriving.get(lane.owner) ?? 0,
        room: (lane.element.previousElementSibling?.clientHeight ?? 0) - 2 * padding,
      }),
    );
    const width = Math.max(60, (lanes[0]?.element.clientWidth ?? 600) - 2 * PADDING);
    this.size = fittingSize(inputs, width, Math.max(380, innerHeight * 0.62), this.group);
    const plans = inputs.map((input) => plan(input, width, this.size, this.group));
    lanes.forEach((lane, i) => {
      lane.element.style.minHeight = `${(plans[i]?.height ?? 0) + 2 * padding}px`;
    });
    this.place(lanes, plans, padding);
    this.level();
    this.drawFlows();
    for (const slot of this.points.keys()) this.dirty.add(slot);
  }

  /** All reading of sizes comes after all writing of heights, so that the browser lays out once. */
  private place(lanes: readonly Lane[], plans: readonly LanePlan[], padding: number): void {
    const origin = this.getBoundingClientRect();
    this.points.clear();
    this.berths.clear();
    const labels: { readonly text: string; readonly x: number; readonly y: number }[] = [];
    const free = new Map<number, Point[]>();
    lanes.forEach((lane, i) => {
      const laid = plans[i];
      if (laid === undefined) return;
      const box = lane.element.getBoundingClientRect();
      const x = Math.round(box.left - origin.left + PADDING);
      const y = Math.round(box.top - origin.top + Math.max(padding, (box.height - laid.height) / 2));
      const moved = (p: Point): Point => ({ x: p.x + x, y: p.y + y });
      for (const [slot, point] of laid.points) this.points.set(slot, moved(point));
      free.set(lane.owner, laid.berths.map(moved));
      for (const label of laid.labels) labels.push({ text: label.text, ...moved(label) });
    });
    for (const flow of this.fleet?.flows ?? [])
      this.berths.set(flow.id, free.get(flow.to)?.splice(0, flow.riders.length) ?? []);
    this.resize(origin.width, origin.height);
    this.overlay.replaceChildren(
      ...labels.map(({ text, x, y }) => {
        const element = svg('text', { x: String(x), y: String(y + 10), class: 'group-label' });
        element.textContent = text;
        return element;
      }),
    );
  }

  private resize(width: number, height: number): void {
    const ratio = devicePixelRatio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.canvas.getContext('2d')?.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.overlay.setAttribute('viewBox', `0 0 ${width} ${height}`);
  }

  private drawFlows(): void {
    for (const flow of this.fleet?.flows ?? []) {
      const berths = this.berths.get(flow.id) ?? [];
      for (const berth of berths) this.overlay.append(box('berth', berth, this.size));
      const all = lines(
        flow,
        (slot) => this.points.get(slot),
        (place) => berths[place],
        this.size,
      );
      for (const line of all) {
        if (line.path !== '')
          this.overlay.append(svg('path', { d: line.path, class: line.suggested ? 'flow ghost' : 'flow' }));
        if (line.rider !== undefined) this.overlay.append(this.rider(line.slot, line.state, line.rider));
      }
    }
    this.overlay.append(svg('rect', { class: 'cursor', visibility: 'hidden' }));
  }

  private rider(slot: number, state: string, at: Point): SVGGElement {
    const group = svg('g', { class: 'rider', 'data-state': state }) as SVGGElement;
    const grown = Math.max(0, (RIDER - this.size.width) / 2);
    const larger = { ...this.size, width: this.size.width + 2 * grown, height: this.size.height + 2 * grown };
    group.append(box('rider-box', { x: -grown, y: -grown }, larger));
    if (this.size.text !== 'none') {
      const text = svg('text', { x: String(this.size.width / 2), y: String(this.size.height / 2 + 4) });
      text.textContent = this.fleet?.cells[slot]?.id.slice(this.shared.length) ?? '';
      group.append(text);
    }
    // It starts where it was drawn last, and the style sheet lets it glide to where it is now.
    const now = `translate(${at.x.toFixed(1)}px, ${at.y.toFixed(1)}px)`;
    group.style.transform = this.ridersAt.get(slot) ?? now;
    this.ridersAt.set(slot, now);
    requestAnimationFrame(() => {
      group.style.transform = now;
    });
    return group;
  }

  /** The water of each channel, and its tone. */
  private level(): void {
    for (const lane of this.lanes()) {
      const framework = this.fleet?.frameworks[lane.owner];
      if (framework === undefined) continue;
      const height = framework.pressure === null ? 0 : Math.min(framework.pressure, 2) * 50;
      const water = lane.element.querySelector('.water-body');
      water?.setAttribute('y', String(100 - height));
      water?.setAttribute('height', String(height));
      const channel = lane.element.closest<HTMLElement>('.channel');
      if (channel !== null) channel.dataset.verdict = framework.verdict;
    }
  }

  private lanes(): readonly Lane[] {
    return [...this.querySelectorAll<HTMLElement>('[data-lane]')].map((element) => ({
      owner:
        element.dataset.lane === 'reservoir'
          ? RESERVOIR
          : (this.fleet?.frameworks.findIndex((f) => f.id === element.dataset.lane) ?? RESERVOIR),
      element,
    }));
  }

  private slotAt(x: number, y: number): number | undefined {
    const { width, height, gap } = this.size;
    const slack = width < 10 ? 1 : gap / 2;
    for (const [slot, p] of this.points)
      if (x >= p.x - slack && x < p.x + width + slack && y >= p.y - slack && y < p.y + height + slack) return slot;
    return undefined;
  }

  private pointed(event: PointerEvent): void {
    const origin = this.getBoundingClientRect();
    this.select(this.slotAt(event.clientX - origin.left, event.clientY - origin.top));
  }

  private clicked(event: MouseEvent): void {
    if (event.target instanceof Element && event.target.closest('a, button, summary, input') !== null) return;
    const origin = this.getBoundingClientRect();
    this.open(this.slotAt(event.clientX - origin.left, event.clientY - origin.top));
  }

  private open(slot: number | undefined): void {
    const cell = slot === undefined ? undefined : this.fleet?.cells[slot];
    if (cell !== undefined) location.assign(`/nodes/${encodeURIComponent(cell.id)}`);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.target !== this || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = ARROWS[event.key];
    if (direction !== undefined) {
      const start = this.cursor ?? this.points.keys().next().value;
      const next = this.cursor === undefined ? start : neighbour(this.points, this.cursor, ...direction);
      if (next !== undefined) this.select(next);
      event.preventDefault();
    } else if (event.key === 'Enter') this.open(this.cursor);
    else if (event.key === 'Escape') this.select(undefined);
  }

  private select(slot: number | undefined): void {
    this.cursor = slot;
    const mark = this.overlay.querySelector('.cursor');
    const point = slot === undefined ? undefined : this.points.get(slot);
    const cell = slot === undefined ? undefined : this.fleet?.cells[slot];
    this.style.cursor = cell === undefined ? '' : 'pointer';
    if (point === undefined || cell === undefined || this.fleet === undefined) {
      this.tip.hidden = true;
      mark?.setAttribute('visibility', 'hidden');
      return;
    }
    for (const [name, value] of Object.entries({
      x: point.x - 2,
      y: point.y - 2,
      width: this.size.width + 4,
      height: this.size.height + 4,
    }))
      mark?.setAttribute(name, String(value));
    mark?.setAttribute('visibility', 'visible');
    this.tip.textContent = sentence(cell, this.fleet, this.dataset.signal ?? 'cpu');
    this.tip.hidden = false;
    const left = Math.min(point.x, this.clientWidth - this.tip.offsetWidth - 4);
    const above = point.y - this.tip.offsetHeight - 8;
    this.tip.style.transform = `translate(${Math.max(4, left)}px, ${above < 0 ? point.y + this.size.height + 8 : above}px)`;
  }
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function svg(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function box(name: string, at: Point, size: Size): SVGElement {
  return svg('rect', {
    class: name,
    x: String(at.x),
    y: String(at.y),
    width: String(size.width),
    height: String(size.height),
    rx: size.width >= 18 ? '4' : '0',
  });
}
