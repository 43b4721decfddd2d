/** For how long a notice stands, in milliseconds; one that needs a person stays until it is closed. */
const STANDS = 9_000;
const MOST = 4;

/** A notice in the corner. Readers hear it; the focus stays where it is. */
export function toast(text: string, options: { readonly about?: string; readonly urgent?: boolean } = {}): void {
  const host = document.querySelector('#toasts');
  if (host === null) return;
  const element = document.createElement('p');
  element.className = 'toast';
  if (options.urgent === true) element.dataset.urgent = '';
  const words = document.createElement(options.about === undefined ? 'bdi' : 'a');
  words.textContent = text;
  if (options.about !== undefined) words.setAttribute('href', options.about);
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'quiet';
  close.setAttribute('aria-label', 'Close this notice');
  close.textContent = '×';
  close.addEventListener('click', () => element.remove());
  element.append(words, close);
  host.append(element);
  while (host.childElementCount > MOST) host.firstElementChild?.remove();
  if (options.urgent !== true) setTimeout(() => element.remove(), STANDS);
}
