/** One signal of a node, as `GET /api/nodes/{id}/series` answers; a null value is a gap. */
export interface Series {
  readonly signal: string;
  readonly unit: string;
  readonly points: readonly (readonly [number, number | null])[];
}

/** Seconds since 1970, then one column for each series; what has no value at a time is null there. */
export type Aligned = [number[], ...(number | null)[][]];

/** Brings series with times of their own onto one axis. */
export function align(series: readonly Series[]): Aligned {
  const times = [...new Set(series.flatMap((s) => s.points.map(([at]) => at)))].sort((a, b) => a - b);
  const place = new Map(times.map((at, i) => [at, i]));
  const columns = series.map((s) => {
    const column = new Array<number | null>(times.length).fill(null);
    for (const [at, value] of s.points) column[place.get(at) as number] = value;
    return column;
  });
  return [times.map((at) => at / 1000), ...columns];
}

/** At most `rows` rows for the table behind a chart, the newest first, the last one of each stretch. */
export function tableRows(aligned: Aligned, rows: number): readonly (readonly (number | null)[])[] {
  const [times, ...columns] = aligned;
  const step = Math.max(1, Math.ceil(times.length / rows));
  const picked: (number | null)[][] = [];
  for (let i = times.length - 1; i >= 0; i -= step)
    picked.push([times[i] ?? null, ...columns.map((c) => c[i] ?? null)]);
  return picked;
}

const LAST: ReadonlyMap<string, number> = new Map([
  ['1h', 1],
  ['6h', 6],
  ['24h', 24],
  ['7d', 168],
]);

/** How far back the page looks by `?last=6h` of its address, in milliseconds; an hour where it says nothing known. */
export function last(search: string): number {
  return (LAST.get(new URLSearchParams(search).get('last') ?? '') ?? 1) * 3_600_000;
}

/** `?from=…&to=…` of the page's address, in milliseconds; undefined when the chart runs along with the clock. */
export function range(search: string): { readonly from: number; readonly to: number } | undefined {
  const query = new URLSearchParams(search);
  const from = Number(query.get('from'));
  const to = Number(query.get('to'));
  return from > 0 && to > from ? { from, to } : undefined;
}

/** A moment to be marked, in milliseconds, and the operation or alert that it belongs to. */
export interface Mark {
  readonly id: string;
  readonly at: number;
}

/** The page of what a mark belongs to: `op-7` is an operation, `alert-7` an alert. */
export function pageOf(mark: Mark): string {
  return mark.id.startsWith('alert-') ? `/alerts/${mark.id.slice('alert-'.length)}` : `/operations/${mark.id}`;
}

/** Reads `op-7@1767225600000 alert-6@…`. */
export function parseMarks(text: string): readonly Mark[] {
  return text
    .split(' ')
    .map((word) => ({ id: word.slice(0, word.indexOf('@')), at: Number(word.slice(word.indexOf('@') + 1)) }))
    .filter((mark) => mark.id !== '' && mark.at > 0);
}
