import type uPlot from 'uplot';
import { duration } from '../shared/format';
import { type Aligned, align, last, type Mark, pageOf, parseMarks, range, type Series, tableRows } from './series';

const EVERY = 5_000;
const POINTS = 400;
const ROWS = 25;
const COLOURS = ['--series-1', '--series-2', '--series-3', '--series-4'] as const;
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

/**
 * The one wrapping of uPlot: signals of a node over time. Dragging zooms, and the range is then in the page's address; while
 * the pointer is on it the chart stands still and says how far it is behind. The table below has what the lines show.
 */
export class TimeChart extends HTMLElement {
  private readonly note = document.createElement('p');
  private readonly plotHost = document.createElement('div');
  private readonly table = document.createElement('tbody');
  private plot: uPlot | undefined;
  private pending: Aligned | undefined;
  private shownAt = Date.now();
  private names: readonly string[] = [];

  connectedCallback(): void {
    const title = document.createElement('h3');
    title.textContent = this.dataset.title ?? '';
    this.names = (this.dataset.signals ?? '').split(' ');
    this.note.className = 'muted small';
    this.plotHost.className = 'plot';
    const back = document.createElement('button');
    back.type = 'button';
    back.textContent = 'Zoom out';
    back.hidden = range(location.search) === undefined;
    back.addEventListener('click', () => this.zoom(undefined));
    const head = document.createElement('header');
    head.append(title, this.note, back);
    this.replaceChildren(head, this.plotHost, this.behind());
    this.plotHost.addEventListener('pointerleave', () => this.resume());
    document.addEventListener('sluice:theme', () => this.rebuild());
    addEventListener('sluice:range', () => {
      back.hidden = range(location.search) === undefined;
      void this.load();
    });
    new ResizeObserver(() => this.plot?.setSize(this.room())).observe(this.plotHost);
    void this.load();
    setInterval(() => {
      if (!document.hidden && range(location.search) === undefined) void this.load();
    }, EVERY);
  }

  private behind(): HTMLElement {
    const details = document.createElement('details');
    details.className = 'behind';
    const summary = document.createElement('summary');
    summary.textContent = 'The values as a table';
    const table = document.createElement('table');
    table.className = 'data narrow';
    const head = document.createElement('thead');
    const row = head.insertRow();
    for (const name of ['when', ...this.names]) {
      const cell = document.createElement('th');
      cell.scope = 'col';
      cell.textContent = name;
      row.append(cell);
    }
    table.append(head, this.table);
    details.append(summary, table);
    return details;
  }

  private async load(): Promise<void> {
    const shown = range(location.search);
    const to = shown?.to ?? Date.now();
    const from = shown?.from ?? to - last(location.search);
    try {
      const series = await Promise.all(
        this.names.map(async (name) => {
          const response = await fetch(
            `/api/nodes/${encodeURIComponent(this.dataset.node ?? '')}/series?signal=${name}&from=${from}&to=${to}&points=${POINTS}`,
          );
          if (!response.ok) throw new Error(`the server answered ${response.status}`);
          return (await response.json()) as Series;
        }),
      );
      await this.take(align(series));
    } catch (problem) {
      this.note.textContent = `not loaded: ${problem instanceof Error ? problem.message : 'no answer'}`;
    }
  }

  private async take(data: Aligned): Promise<void> {
    if (this.plot !== undefined && this.plotHost.matches(':hover')) {
      this.pending = data;
      this.note.textContent = `paused, ${duration((Date.now() - this.shownAt) / 1000)} behind`;
      return;
    }
    this.shownAt = Date.now();
    this.note.textContent = data[0].length === 0 ? 'no samples in this time' : '';
    this.rows(data);
    if (this.plot === undefined) await this.build(data);
    else this.plot.setData(data);
  }

  private resume(): void {
    const data = this.pending;
    this.pending = undefined;
    if (data !== undefined) void this.take(data);
  }

  private rebuild(): void {
    const data = this.plot?.data as Aligned | undefined;
    this.plot?.destroy();
    this.plot = undefined;
    if (data !== undefined) void this.build(data);
  }

  private async build(data: Aligned): Promise<void> {
    const { default: Plot } = await import('uplot');
    const style = getComputedStyle(this);
    const colour = (name: string) => resolved(this, name);
    const axis = {
      stroke: colour('--text-muted'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
    };
    this.plotHost.replaceChildren();
    this.plot = new Plot(
      {
        ...this.room(),
        cursor: { sync: { key: 'sluice' }, drag: { x: true, y: false, setScale: false } },
        scales: { y: { range: (_, __, max) => [0, Math.max(1, max)] } },
        axes: [
          { ...axis, font: `11px ${style.fontFamily}` },
          {
            ...axis,
            font: `11px ${style.fontFamily}`,
            size: 46,
            values: (_, ticks) => ticks.map((t) => `${Math.round(t * 100)} %`),
          },
        ],
        series: [
          { label: 'when' },
          ...this.names.map((name, i) => ({
            label: name,
            stroke: colour(COLOURS[i % COLOURS.length] ?? '--text'),
            width: 1.5,
            dash: [...(DASHES[i % DASHES.length] ?? [])],
            spanGaps: false,
            points: { show: false },
            value: (_: uPlot, value: number | null) => (value === null ? '–' : `${Math.round(value * 100)} %`),
          })),
        ],
        hooks: {
          draw: [(plot) => this.drawMarks(plot, colour('--accent'), colour('--attention'))],
          ready: [(plot) => plot.over.addEventListener('click', () => this.openMark(plot))],
          setSelect: [
            (plot) => {
              if (plot.select.width < 4) return;
              this.zoom({
                from: Math.round(plot.posToVal(plot.select.left, 'x') * 1000),
                to: Math.round(plot.posToVal(plot.select.left + plot.select.width, 'x') * 1000),
              });
              plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            },
          ],
        },
      },
      data,
      this.plotHost,
    );
  }

  /** Operations that moved the node and alerts about it or its owner: each a line that opens its page. */
  private marks(): readonly Mark[] {
    return parseMarks(this.dataset.marks ?? '');
  }

  private drawMarks(plot: uPlot, operation: string, alert: string): void {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.lineWidth = devicePixelRatio;
    ctx.textAlign = 'left';
    for (const mark of this.marks()) {
      const x = Math.round(plot.valToPos(mark.at / 1000, 'x', true));
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      const alerts = mark.id.startsWith('alert-');
      ctx.strokeStyle = alerts ? alert : operation;
      ctx.fillStyle = ctx.strokeStyle;
      ctx.setLineDash(alerts ? [4 * devicePixelRatio, 3 * devicePixelRatio] : []);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.fillText(mark.id, x + 4, bbox.top + (alerts ? 22 : 10) * devicePixelRatio);
    }
    ctx.restore();
  }

  private openMark(plot: uPlot): void {
    const at = plot.cursor.left ?? -1;
    const near = this.marks().find((mark) => Math.abs(plot.valToPos(mark.at / 1000, 'x') - at) < 6);
    if (near !== undefined) location.assign(pageOf(near));
  }

  private room(): { width: number; height: number } {
    return { width: Math.max(200, this.plotHost.clientWidth), height: 180 };
  }

  private zoom(to: { readonly from: number; readonly to: number } | undefined): void {
    const url = new URL(location.href);
    for (const name of ['from', 'to'] as const) {
      if (to === undefined) url.searchParams.delete(name);
      else url.searchParams.set(name, String(to[name]));
    }
    history.replaceState(null, '', url);
    dispatchEvent(new Event('sluice:range'));
  }

  private rows(data: Aligned): void {
    this.table.replaceChildren(
      ...tableRows(data, ROWS).map(([at, ...values]) => {
        const row = document.createElement('tr');
        for (const text of [
          new Date((at ?? 0) * 1000).toLocaleTimeString(),
          ...values.map((v) => (v === null ? '–' : `${Math.round(v * 100)} %`)),
        ]) {
          const cell = row.insertCell();
          cell.textContent = text;
        }
        return row;
      }),
    );
  }
}

/** uPlot draws on a canvas, which knows no custom properties. */
function resolved(host: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
