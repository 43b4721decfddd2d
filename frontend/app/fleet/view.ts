import type { Framework, Node, Status, Suggestion } from '../live/messages';
import { percent } from '../shared/format';

/** One node as a cell of its channel. */
export interface Cell {
  readonly id: string;
  /** What is left of the name without the part that all nodes share. */
  readonly label: string;
  /** CPU in tenths, 0 to 10, for the colour; `none` when unknown. */
  readonly heat: string;
  /** settled, pinned, moving, suggested, attention or away; the shape says it too. */
  readonly mark: 'settled' | 'pinned' | 'moving' | 'suggested' | 'attention' | 'away';
  readonly caption: string;
  readonly title: string;
}

/** One framework, or the reservoir, as a channel. */
export interface Channel {
  readonly id: string;
  readonly title: string;
  readonly framework: Framework | undefined;
  readonly cells: readonly Cell[];
}

/** The reservoir comes last, and only when it holds a node. */
export function channels(status: Status): readonly Channel[] {
  const prefix = sharedPrefix(status.nodes.map((node) => node.id));
  const suggested = new Map(status.suggestions.flatMap((s) => s.nodes.map((node) => [node, s] as const)));
  const cellsOf = (owner: string | null) =>
    status.nodes
      .filter((node) => node.owner === owner)
      .sort((a, b) => byName(a.id, b.id))
      .map((node) => cell(node, prefix, suggested.get(node.id)));
  const reservoir = cellsOf(null);
  return [
    ...[...status.frameworks]
      .sort((a, b) => byName(a.id, b.id))
      .map((framework) => ({
        id: framework.id,
        title: framework.title,
        framework,
        cells: cellsOf(framework.id),
      })),
    ...(reservoir.length === 0
      ? []
      : [{ id: 'reservoir', title: 'Reservoir', framework: undefined, cells: reservoir }]),
  ];
}

/** How high the water stands, 0 to 100; the line of 1.00 is at 50. Unknown has no level. */
export function level(pressure: number | null): number | undefined {
  return pressure === null ? undefined : Math.round(Math.min(pressure, 2) * 50);
}

/** Points of a sparkline, `x,y x,y`, split where a value is unknown; 0 is at the bottom, 2 and more at the top. */
export function sparkline(history: readonly (number | null)[], width: number, height: number): readonly string[] {
  const step = history.length > 1 ? width / (history.length - 1) : 0;
  const lines: string[][] = [[]];
  history.forEach((value, i) => {
    if (value === null) lines.push([]);
    else lines.at(-1)?.push(`${(i * step).toFixed(1)},${(height - (Math.min(value, 2) / 2) * height).toFixed(1)}`);
  });
  return lines.filter((line) => line.length > 1).map((line) => line.join(' '));
}

function cell(node: Node, prefix: string, suggestion: Suggestion | undefined): Cell {
  const mark = markOf(node, suggestion);
  return {
    id: node.id,
    label: node.id.slice(prefix.length),
    heat: node.cpu === null ? 'none' : String(Math.min(10, Math.round(node.cpu * 10))),
    mark,
    caption: caption(node, mark, suggestion),
    title: [
      node.id,
      `CPU ${percent(node.cpu)}, memory ${percent(node.memory)}`,
      node.running === null ? 'not listed by its framework' : `${node.running} running`,
      node.role ?? 'no worker',
      ...(node.note === null ? [] : [node.note]),
      ...(node.pin === null ? [] : [`pinned by ${node.pin.actor}: ${node.pin.reason}`]),
    ].join('\n'),
  };
}

function markOf(node: Node, suggestion: Suggestion | undefined): Cell['mark'] {
  if (node.state === 'MOVING') return 'moving';
  if (node.state !== 'SETTLED') return 'attention';
  if (node.agent !== 'CONNECTED') return 'away';
  if (suggestion !== undefined) return 'suggested';
  return node.pin === null ? 'settled' : 'pinned';
}

function caption(node: Node, mark: Cell['mark'], suggestion: Suggestion | undefined): string {
  switch (mark) {
    case 'moving':
      return (node.step ?? 'moving').toLowerCase().replaceAll('_', ' ');
    case 'attention':
      return node.state.toLowerCase().replaceAll('_', ' ');
    case 'away':
      return 'agent away';
    case 'suggested':
      return `→ ${suggestion?.to ?? ''}`;
    case 'pinned':
      return 'pinned';
    case 'settled':
      return percent(node.cpu);
  }
}

function sharedPrefix(ids: readonly string[]): string {
  const [first, ...rest] = ids;
  if (first === undefined || rest.length === 0) return '';
  let end = first.length;
  for (const id of rest) while (!id.startsWith(first.slice(0, end))) end--;
  // Up to the last separator, so that node-10 and node-11 stay 10 and 11.
  return first.slice(0, Math.max(first.lastIndexOf('-', end - 1), first.lastIndexOf('.', end - 1)) + 1);
}

const collator = new Intl.Collator('en', { numeric: true });

function byName(a: string, b: string): number {
  return collator.compare(a, b);
}
