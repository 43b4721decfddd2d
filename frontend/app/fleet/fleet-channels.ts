import { html, nothing, render, svg, type TemplateResult } from 'lit';
import type { Framework, Status } from '../live/messages';
import { age, count, ratio } from '../shared/format';
import { type Cell, type Channel, channels, level, sparkline } from './view';

/** Each framework as a channel: its pressure as a water level, its nodes as cells. */
export class FleetChannels extends HTMLElement {
  private drawn = false;

  show(status: Status): void {
    if (!this.drawn) this.replaceChildren();
    this.drawn = true;
    render(channels(status).map(channelTemplate), this);
  }
}

function channelTemplate(channel: Channel): TemplateResult {
  const framework = channel.framework;
  return html`
    <section class="channel" data-framework=${channel.id} data-verdict=${framework?.pressure.verdict ?? 'RESERVOIR'}>
      <header class="channel-head">
        <h3>${channel.title}</h3>
        <p class="muted">${framework === undefined ? 'idle, owned by nobody' : framework.kind}</p>
      </header>
      ${framework === undefined ? nothing : gauge(framework)}
      <ul class="cells" aria-label="Nodes of ${channel.title}">
        ${channel.cells.map(cellTemplate)}
      </ul>
      ${framework === undefined ? nothing : facts(framework)}
    </section>
  `;
}

function gauge(framework: Framework): TemplateResult {
  const { pressure } = framework;
  const height = level(pressure.value);
  return html`
    <div class="gauge">
      <svg class="tank" viewBox="0 0 28 100" preserveAspectRatio="none" aria-hidden="true">
        <rect class="tank-wall" x="0" y="0" width="28" height="100" />
        ${height === undefined ? nothing : svg`<rect class="tank-water" x="0" y=${100 - height} width="28" height=${height} />`}
        <line class="tank-line" x1="0" x2="28" y1="50" y2="50" />
      </svg>
      <div>
        <p class="pressure"><span class="pressure-value">${ratio(pressure.value)}</span>
          <span class="verdict">${pressure.verdict.toLowerCase()}</span></p>
        <p class="parts">
          <span class=${pressure.wonBy === 'DEMAND' ? 'won' : ''}>demand ${ratio(pressure.demand)}</span>
          <span class=${pressure.wonBy === 'SUPPLY' ? 'won' : ''}>supply ${ratio(pressure.supply)}</span>
        </p>
      </div>
    </div>
  `;
}

function cellTemplate(cell: Cell): TemplateResult {
  return html`
    <li class="cell" data-node=${cell.id} data-mark=${cell.mark} data-heat=${cell.heat} title=${cell.title}>
      <span class="cell-name">${cell.label}</span>
      <span class="cell-caption">${cell.caption}</span>
    </li>
  `;
}

function facts(framework: Framework): TemplateResult {
  return html`
    <div class="facts">
      <svg class="spark" viewBox="0 0 120 32" preserveAspectRatio="none" role="img"
        aria-label="Pressure over the last 10 minutes, now ${ratio(framework.pressure.value)}">
        <line class="spark-one" x1="0" x2="120" y1="16" y2="16" />
        ${sparkline(framework.history, 120, 32).map((points) => svg`<polyline points=${points} />`)}
      </svg>
      <p>${count(framework.nodes, 'node')}, ${framework.serving} serving${framework.moving > 0 ? `, ${framework.moving} moving` : ''}</p>
      <p class="muted">${framework.pendingWork > 0 ? `${framework.pendingWork} waiting for room` : 'nothing waits'} ·
        keeps ${framework.policy.guarantee} to ${framework.policy.cap}</p>
      ${
        framework.error === null
          ? html`<p class="muted">read ${age(framework.ageSeconds)} ago</p>`
          : html`<p class="trouble">${framework.error}</p>`
      }
    </div>
  `;
}
