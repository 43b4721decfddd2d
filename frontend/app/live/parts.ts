import { refreshTimes } from '../shared/times';
import type { PartFrame } from './messages';
import { morph } from './morph';

/**
 * The parts of the page that the server renders anew. While the page is hidden, or a person reads a part that asks to stay
 * still, the newest text waits.
 */
export class Parts {
  private readonly versions = new Map<string, string>();
  private readonly waiting = new Map<string, PartFrame>();

  constructor(private readonly root: ParentNode) {
    document.addEventListener('visibilitychange', () => this.catchUp());
    for (const element of root.querySelectorAll<HTMLElement>('[data-part][data-freeze]')) {
      element.addEventListener('pointerleave', () => this.catchUp());
      element.addEventListener('focusout', () => setTimeout(() => this.catchUp()));
    }
  }

  /** The parts on the page, with the version that each shows. */
  tracked(): Record<string, string> {
    const tracked: Record<string, string> = {};
    for (const element of this.root.querySelectorAll<HTMLElement>('[data-part]')) {
      const name = element.dataset.part ?? '';
      tracked[name] = this.versions.get(name) ?? '';
    }
    return tracked;
  }

  receive(frame: PartFrame): void {
    this.versions.set(frame.name, frame.version);
    const element = this.find(frame.name);
    if (element === undefined) return;
    if (document.hidden || reading(element)) {
      this.waiting.set(frame.name, frame);
      element.dataset.waiting = '';
    } else this.show(element, frame);
  }

  private catchUp(): void {
    if (document.hidden) return;
    for (const frame of [...this.waiting.values()]) {
      const element = this.find(frame.name);
      if (element !== undefined && !reading(element)) this.show(element, frame);
    }
  }

  private show(element: HTMLElement, frame: PartFrame): void {
    this.waiting.delete(frame.name);
    delete element.dataset.waiting;
    if (frame.html === null) element.dataset.gone = '';
    else {
      delete element.dataset.gone;
      morph(element, frame.html);
      refreshTimes(element);
    }
  }

  private find(name: string): HTMLElement | undefined {
    return [...this.root.querySelectorAll<HTMLElement>('[data-part]')].find((e) => e.dataset.part === name);
  }
}

function reading(element: HTMLElement): boolean {
  return element.dataset.freeze !== undefined && element.matches(':hover, :focus-within');
}
