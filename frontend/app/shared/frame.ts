import type { LinkState } from '../live/connection';
import type { Health } from '../live/messages';

const WORDS: Readonly<Record<LinkState, string>> = {
  connecting: 'connecting',
  live: 'live',
  lost: 'connection lost, trying again',
  'signed-out': 'signed out',
};

/** The frame around each page: the link's state, and in title and icon whether a person is needed. */
export function showLink(state: LinkState): void {
  const element = document.querySelector<HTMLElement>('#link');
  if (element !== null && element.dataset.state !== state) {
    element.dataset.state = state;
    element.textContent = WORDS[state];
  }
  document.body.toggleAttribute('data-stale', state === 'lost');
  if (state === 'signed-out')
    location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}

export function showHealth(health: Health): void {
  const { stuck } = health;
  document.title = `${stuck > 0 ? `(${stuck}) ` : ''}${document.body.dataset.title ?? 'Sluice'} · Sluice`;
  const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  const wanted = stuck > 0 ? '/icon-stuck.svg' : '/icon.svg';
  if (icon !== null && icon.getAttribute('href') !== wanted) icon.setAttribute('href', wanted);
}
