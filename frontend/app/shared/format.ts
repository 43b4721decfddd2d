/** `2.40`, or a dash for what is unknown. */
export function ratio(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}

/** `37 %`, or a dash for what is unknown. */
export function percent(value: number | null): string {
  return value === null ? '–' : `${Math.round(value * 100)} %`;
}

/** `8 s`, `3 min`, `2 h`; a dash for what is unknown. */
export function age(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

/** `1 node`, `2 nodes`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** Seconds between two instants, never negative. */
export function between(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}
