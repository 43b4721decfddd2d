import { ago, until } from './format';

const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const DAY = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });

/** Writes every time in the reader's own zone, or as how long ago; the title has both zones. */
export function refreshTimes(root: ParentNode, now = Date.now()): void {
  for (const element of root.querySelectorAll('time')) {
    const at = Date.parse(element.dateTime);
    if (Number.isNaN(at)) continue;
    const text =
      element.dataset.ago !== undefined
        ? ago((now - at) / 1000)
        : element.dataset.until !== undefined
          ? until((at - now) / 1000)
          : local(at, now);
    if (element.textContent !== text) element.textContent = text;
    if (element.title === '')
      element.title = `${new Date(at).toLocaleString()} here, ${element.dateTime.replace('T', ' ').replace('Z', '')} UTC`;
  }
}

/** `14:03:22`, with the day when it is not today. */
function local(at: number, now: number): string {
  const clock = CLOCK.format(at);
  return new Date(at).toDateString() === new Date(now).toDateString() ? clock : `${DAY.format(at)} ${clock}`;
}
