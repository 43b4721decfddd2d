import type { LinkState } from '../live/connection';
import type { Health, Status } from '../live/messages';

const LINK_WORDS: Record<LinkState, string> = {
  connecting: 'connecting',
  live: 'live',
  lost: 'connection lost, trying again',
  'signed-out': 'signed out',
};

/** The parts of the page around the lists: link state, counts, title, toasts, theme. */
export function showLink(state: LinkState): void {
  const element = document.querySelector<HTMLElement>('#link');
  if (element === null) return;
  element.dataset.state = state;
  element.textContent = LINK_WORDS[state];
  if (state === 'signed-out') location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
}

/** The counts, what needs a person, and who leads where it is not the server that this page comes from. */
export function healthWords(health: Health): string {
  const parts = [`${health.nodes} nodes`, `${health.agentsConnected} of ${health.agentsKnown} agents connected`];
  if (health.frozen > 0) parts.push(`${health.frozen} frozen`);
  if (!health.leader) parts.push(`led by ${health.leaderName ?? 'nobody'}`);
  return parts.join(', ');
}

export function showHealth(status: Status): void {
  const { health } = status;
  const element = document.querySelector('#health');
  if (element !== null) {
    element.textContent = healthWords(health);
  }
  document.title = health.stuck > 0 ? `(${health.stuck}) Sluice` : 'Sluice';
}

/** Posts the forms of the page without leaving it; without script they are plain forms. */
export function enhanceForms(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== 'post' || !form.classList.contains('act')) return;
    event.preventDefault();
    const submitter = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
    void post(form, submitter);
  });
}

async function post(form: HTMLFormElement, submitter: HTMLButtonElement | null): Promise<void> {
  const url = submitter?.getAttribute('formaction') ?? form.action;
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.set(name, value);
  if (submitter !== null) submitter.disabled = true;
  try {
    const response = await fetch(url, { method: 'POST', body, headers: { Accept: 'application/json' } });
    if (response.ok) form.reset();
    else toast(((await response.json()) as { detail?: string }).detail ?? `The server answered ${response.status}.`);
  } catch {
    toast('The server did not answer; nothing is known to have changed. Look at the page before trying again.');
  } finally {
    if (submitter !== null) submitter.disabled = false;
  }
}

function toast(text: string): void {
  const element = document.querySelector<HTMLElement>('#toast');
  if (element === null) return;
  element.textContent = text;
  element.hidden = false;
  setTimeout(() => {
    element.hidden = true;
  }, 12_000);
}

/** The cookie is read by the server, so that the first paint has the right colours already. */
export function enableThemeSwitch(): void {
  document.querySelector('#theme')?.addEventListener('click', () => {
    const root = document.documentElement;
    const dark =
      root.dataset.theme === 'dark' ||
      (root.dataset.theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
    root.dataset.theme = dark ? 'light' : 'dark';
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `sluice_theme=${root.dataset.theme}; Path=/; Max-Age=31536000; SameSite=Lax`;
  });
}
