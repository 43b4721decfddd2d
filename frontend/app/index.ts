import './styles/tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/tables.css';
import './fleet/fleet.css';
import './styles/cards.css';
import './telemetry/chart.css';
import { FleetMap } from './fleet/fleet-map';
import { LivePage } from './live/page';
import { enhanceForms } from './shared/forms';
import { listen } from './shared/keyboard';
import { Palette } from './shared/palette';
import { switchDensity, switchKiosk, switchTheme } from './shared/theme';
import { refreshTimes } from './shared/times';
import { TimeChart } from './telemetry/time-chart';

document.documentElement.dataset.script = '';
customElements.define('fleet-map', FleetMap);
customElements.define('time-chart', TimeChart);
enhanceForms();
refreshTimes(document);
setInterval(() => {
  if (!document.hidden) refreshTimes(document);
}, 1_000);

const tools = document.querySelector('#link');
if (tools !== null) {
  const palette = new Palette();
  document.querySelector('#find')?.addEventListener('click', () => palette.open());
  document.querySelector('#theme')?.addEventListener('click', switchTheme);
  listen([
    { keys: 'Ctrl K', what: 'find anything', run: () => palette.open() },
    {
      keys: '/',
      what: 'search or filter on this page',
      run: () => document.querySelector<HTMLInputElement>('main input[type=search]')?.focus(),
    },
    ...[...document.querySelectorAll<HTMLAnchorElement>('nav a[data-key]')].map((link) => ({
      keys: `g ${link.dataset.key}`,
      what: `go to ${link.querySelector('span')?.textContent ?? ''}`,
      run: () => location.assign(link.href),
    })),
    { keys: 't', what: 'light or dark', run: switchTheme },
    { keys: 'd', what: 'dense or roomy', run: switchDensity },
    { keys: 'w', what: 'wall screen', run: switchKiosk },
  ]);
  new LivePage().open();
}
