import './styles/tokens.css';
import './styles/base.css';
import './fleet/fleet.css';
import './suggesting/suggesting.css';
import './moving/moving.css';
import { FleetChannels } from './fleet/fleet-channels';
import { Connection } from './live/connection';
import { Store } from './live/store';
import { OperationList } from './moving/operation-list';
import { enableThemeSwitch, enhanceForms, showHealth, showLink } from './shared/page';
import { SuggestionList } from './suggesting/suggestion-list';

customElements.define('fleet-channels', FleetChannels);
customElements.define('suggestion-list', SuggestionList);
customElements.define('operation-list', OperationList);

enhanceForms();
enableThemeSwitch();

if (document.querySelector('fleet-channels') !== null) {
  const store = new Store();
  store.subscribe(showHealth);
  store.subscribe((status) => {
    document.querySelector<FleetChannels>('fleet-channels')?.show(status);
    document.querySelector<SuggestionList>('suggestion-list')?.show(status);
    document.querySelector<OperationList>('operation-list')?.show(status);
  });
  new Connection(store, showLink).open();
}
