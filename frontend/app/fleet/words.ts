import type { Cell, Fleet } from '../live/fleet';

const SIGNALS: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  memory: 'memory',
  disk: 'disk',
  network: 'network',
  stalled: 'stalled',
};

/** One node in one line: `node-4, YARN, CPU 37 %, draining`. */
export function sentence(cell: Cell, fleet: Fleet, signal: string): string {
  const owner = fleet.frameworks[cell.owner]?.title ?? 'reservoir';
  const value = fleet.values[cell.slot];
  const name = SIGNALS[signal] ?? signal;
  const reading =
    typeof value === 'number'
      ? `${name} ${value} %`
      : value === false
        ? `${name} not heard for too long`
        : `${name} unknown`;
  return [cell.id, owner, reading, ...(cell.word === '' ? [] : [cell.word]), ...Object.values(cell.groups)].join(', ');
}
