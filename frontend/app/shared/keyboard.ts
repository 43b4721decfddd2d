/** One thing that a key does; `keys` as in the sheet, `g f` being one after the other. */
export interface Shortcut {
  readonly keys: string;
  readonly what: string;
  readonly run: () => void;
}

/** How long the second key of two may take, in milliseconds. */
const PAUSE = 1_200;

/** Listens for shortcuts, except where a person types, and shows them all at `?`. */
export function listen(shortcuts: readonly Shortcut[]): void {
  const sheet = sheetOf([...shortcuts, { keys: '?', what: 'these keys', run: () => {} }]);
  const byKeys = new Map(shortcuts.map((shortcut) => [shortcut.keys, shortcut.run]));
  byKeys.set('?', () => sheet.showModal());
  let first = '';
  let firstAt = 0;
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      byKeys.get('Ctrl K')?.();
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || types(event.target)) return;
    const two = first !== '' && event.timeStamp - firstAt < PAUSE ? `${first} ${event.key}` : '';
    const run = byKeys.get(two) ?? byKeys.get(event.key);
    first = run === undefined ? event.key : '';
    firstAt = event.timeStamp;
    if (run === undefined) return;
    event.preventDefault();
    run();
  });
}

function types(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.closest('input, select, textarea, dialog') !== null || target.isContentEditable)
  );
}

function sheetOf(shortcuts: readonly Shortcut[]): HTMLDialogElement {
  const dialog = document.createElement('dialog');
  dialog.className = 'sheet';
  dialog.setAttribute('aria-label', 'Keys');
  const title = document.createElement('h2');
  title.textContent = 'Keys';
  const list = document.createElement('dl');
  for (const { keys, what } of shortcuts) {
    const term = document.createElement('dt');
    term.append(
      ...keys.split(' ').map((key) => {
        const cap = document.createElement('kbd');
        cap.textContent = key;
        return cap;
      }),
    );
    const words = document.createElement('dd');
    words.textContent = what;
    list.append(term, words);
  }
  const close = document.createElement('form');
  close.method = 'dialog';
  const button = document.createElement('button');
  button.textContent = 'Close';
  close.append(button);
  dialog.append(title, list, close);
  document.body.append(dialog);
  return dialog;
}
