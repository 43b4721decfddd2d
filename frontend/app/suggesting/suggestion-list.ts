import { html, nothing, render, type TemplateResult } from 'lit';
import type { Effect, Status, Suggestion } from '../live/messages';
import { count, ratio } from '../shared/format';

/** What Sluice would do, why, and the way to say yes. */
export class SuggestionList extends HTMLElement {
  private drawn = false;

  show(status: Status): void {
    if (!this.drawn) this.replaceChildren();
    this.drawn = true;
    const title = (id: string | null) =>
      id === null ? 'the reservoir' : (status.frameworks.find((f) => f.id === id)?.title ?? id);
    render(
      status.suggestions.length === 0
        ? html`<p class="empty">Nothing to suggest: no framework is pressed while another has slack.</p>`
        : status.suggestions.map((suggestion) => suggestionTemplate(suggestion, title, this.dataset.mayAct === 'true')),
      this,
    );
  }
}

function suggestionTemplate(
  suggestion: Suggestion,
  title: (id: string | null) => string,
  mayAct: boolean,
): TemplateResult {
  return html`
    <article class="suggestion" data-suggestion=${suggestion.id}>
      <h3>Move ${count(suggestion.nodes.length, 'node')} from ${title(suggestion.from)} to ${title(suggestion.to)}
        <span class="id">${suggestion.id}</span></h3>
      <p>${suggestion.reason}</p>
      <table class="effects">
        <thead><tr><th scope="col">Framework</th><th scope="col">Nodes</th><th scope="col">Pressure</th></tr></thead>
        <tbody>${suggestion.effects.map((effect) => effectTemplate(effect, title))}</tbody>
      </table>
      <p class="muted">Nodes: ${suggestion.nodes.join(', ')}. They drain first; nothing that runs is killed, and every step
        up to the release can be taken back.</p>
      ${
        mayAct
          ? html`<form class="act" method="post" action="/suggestions/${suggestion.id}/approve">
              <button type="submit" class="primary">Approve</button>
              <button type="submit" formaction="/suggestions/${suggestion.id}/reject">Reject</button>
            </form>`
          : nothing
      }
      ${
        suggestion.whyNot.length === 0
          ? nothing
          : html`<details>
              <summary>Why not others</summary>
              <ul class="why-not">
                ${suggestion.whyNot.map((w) => html`<li><strong>${w.subject}</strong> ${w.sentence}</li>`)}
              </ul>
            </details>`
      }
    </article>
  `;
}

function effectTemplate(effect: Effect, title: (id: string | null) => string): TemplateResult {
  return html`
    <tr>
      <th scope="row">${title(effect.framework)}</th>
      <td>${effect.nodesBefore} → ${effect.nodesAfter}</td>
      <td>${ratio(effect.before)} → ${ratio(effect.after)}</td>
    </tr>
  `;
}
