interface Found {
  readonly kind: string;
  readonly title: string;
  readonly path: string;
}

/** Finds pages, frameworks, nodes, suggestions and operations by a few letters. */
export class Palette {
  private readonly dialog = document.createElement('dialog');
  private readonly input = document.createElement('input');
  private readonly list = document.createElement('ul');
  private found: readonly Found[] = [];
  private at = 0;
  private asked = 0;

  constructor() {
    this.dialog.className = 'palette';
    this.dialog.setAttribute('aria-label', 'Find anything');
    this.input.type = 'search';
    this.input.placeholder = 'A page, a framework, a node, op-7 …';
    for (const [name, value] of Object.entries({
      role: 'combobox',
      'aria-label': 'Find anything',
      'aria-expanded': 'true',
      'aria-controls': 'found',
      autocomplete: 'off',
    }))
      this.input.setAttribute(name, value);
    this.list.id = 'found';
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', 'Found');
    this.dialog.append(this.input, this.list);
    document.body.append(this.dialog);
    this.input.addEventListener('input', () => void this.ask());
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.dialog.addEventListener('click', (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
  }

  open(): void {
    this.input.value = '';
    this.dialog.showModal();
    void this.ask();
  }

  private async ask(): Promise<void> {
    const ticket = ++this.asked;
    const response = await fetch(`/find?q=${encodeURIComponent(this.input.value)}`, {
      headers: { Accept: 'application/json' },
    });
    // An older question may be answered after a newer one.
    if (!response.ok || ticket !== this.asked) return;
    this.found = (await response.json()) as readonly Found[];
    this.at = 0;
    this.show();
  }

  private show(): void {
    this.list.replaceChildren(
      ...this.found.map((found, i) => {
        const option = document.createElement('li');
        option.id = `found-${i}`;
        option.setAttribute('role', 'option');
        option.setAttribute('aria-selected', String(i === this.at));
        const title = document.createElement('bdi');
        title.textContent = found.title;
        const kind = document.createElement('span');
        kind.className = 'muted';
        kind.textContent = found.kind;
        option.append(title, kind);
        option.addEventListener('click', () => location.assign(found.path));
        return option;
      }),
    );
    this.input.setAttribute('aria-activedescendant', this.found.length === 0 ? '' : `found-${this.at}`);
  }

  private key(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && this.found.length > 0) {
      this.at = (this.at + step + this.found.length) % this.found.length;
      this.show();
      this.list.children[this.at]?.scrollIntoView({ block: 'nearest' });
      event.preventDefault();
    } else if (event.key === 'Enter') {
      const chosen = this.found[this.at];
      if (chosen !== undefined) location.assign(chosen.path);
      event.preventDefault();
    }
  }
}
