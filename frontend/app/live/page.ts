import type { FleetMap } from '../fleet/fleet-map';
import { showHealth, showLink } from '../shared/frame';
import { toast } from '../shared/toasts';
import { Connection, type Interest } from './connection';
import { Fleet } from './fleet';
import { type Frame, parseFrame } from './messages';
import { Parts } from './parts';

/** One open page: its picture, its parts, its map if it has one, and the link that feeds them. */
export class LivePage {
  private readonly fleet = new Fleet();
  private readonly parts = new Parts(document);
  private readonly map = document.querySelector<FleetMap>('fleet-map') ?? undefined;
  private readonly connection = new Connection(
    () => this.interest(),
    (frame) => this.receive(frame),
    showLink,
  );
  /** The signal that is wanted; the picture may still be of another. */
  private signal = this.map?.dataset.signal;

  open(): void {
    const first = parseFrame(document.querySelector('#first-frame')?.textContent ?? '');
    if (first?.kind === 'snapshot') this.fleet.apply(first);
    if (this.map !== undefined) {
      this.map.begin(this.fleet);
      this.controls(this.map);
      document.addEventListener('sluice:theme', () => this.map?.recolour());
    }
    this.connection.open();
  }

  private interest(): Interest {
    // Values of one signal are no base for another's: from nothing, a snapshot comes.
    const stands = this.fleet.signal === this.signal;
    return {
      epoch: stands ? this.fleet.epoch : '',
      offset: stands ? this.fleet.offset : 0,
      ...(this.signal === undefined ? {} : { signal: this.signal }),
      parts: this.parts.tracked(),
    };
  }

  private receive(frame: Frame): void {
    if (frame.kind === 'part') {
      this.parts.receive(frame);
      return;
    }
    const applied = this.fleet.apply(frame);
    if (applied === 'gap') this.connection.watch();
    else if (applied !== 'stale') {
      if (frame.health !== undefined) showHealth(frame.health);
      this.map?.update(applied);
      if (frame.kind === 'delta')
        for (const event of frame.events ?? []) toast(event.text, { about: event.about, urgent: event.urgent });
    }
  }

  /** The map's controls; what they say is in the page's address. */
  private controls(map: FleetMap): void {
    const form = document.querySelector<HTMLFormElement>('.map-controls');
    if (form === null) return;
    const signal = form.elements.namedItem('signal') as HTMLSelectElement;
    const group = form.elements.namedItem('group') as HTMLSelectElement;
    const filter = form.elements.namedItem('q') as HTMLInputElement;
    for (const key of map.groups()) group.add(new Option(key, key));
    const query = new URLSearchParams(location.search);
    group.value = query.get('group') ?? '';
    filter.value = query.get('q') ?? '';
    map.groupBy(group.value);
    map.filterBy(filter.value);
    form.addEventListener('submit', (event) => event.preventDefault());
    signal.addEventListener('change', () => {
      this.signal = signal.value;
      map.dataset.signal = signal.value;
      remember('signal', signal.value);
      this.connection.watch();
    });
    group.addEventListener('change', () => {
      map.groupBy(group.value);
      remember('group', group.value);
    });
    filter.addEventListener('input', () => {
      map.filterBy(filter.value);
      remember('q', filter.value);
    });
  }
}

function remember(name: string, value: string): void {
  const url = new URL(location.href);
  if (value === '') url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  history.replaceState(null, '', url);
}
