import { html, nothing, render, type TemplateResult } from 'lit';
import type { Move, Operation, Status } from '../live/messages';
import { capital, ordered, standing, stuckControls, took } from './view';

/** Operations, step by step. */
export class OperationList extends HTMLElement {
  private drawn = false;

  show(status: Status): void {
    if (!this.drawn) this.replaceChildren();
    this.drawn = true;
    const title = (id: string | null) =>
      id === null ? 'reservoir' : (status.frameworks.find((f) => f.id === id)?.title ?? id);
    render(
      status.operations.length === 0
        ? html`<p class="empty">No operation yet.</p>`
        : ordered(status.operations).map((operation) =>
            operationTemplate(operation, title, status.at, this.dataset.mayAct === 'true'),
          ),
      this,
    );
  }
}

function operationTemplate(
  operation: Operation,
  title: (id: string | null) => string,
  now: string,
  mayAct: boolean,
): TemplateResult {
  return html`
    <article class="operation" data-operation=${operation.id} data-status=${operation.status}>
      <header>
        <h3>${title(operation.from)} → ${title(operation.to)} <span class="id">${operation.id}</span></h3>
        <p class="status">${operation.summary}</p>
      </header>
      <p class="muted">${operation.actor}: ${operation.reason}</p>
      ${operation.moves.map((move) => moveTemplate(operation.id, move, now, mayAct))}
      ${
        mayAct && operation.undoable
          ? html`<form class="act" method="post" action="/operations/${operation.id}/undo">
              <label>Undo, because <input name="reason" required maxlength="500" autocomplete="off" /></label>
              <button type="submit">Undo</button>
            </form>`
          : nothing
      }
    </article>
  `;
}

function moveTemplate(operation: string, move: Move, now: string, mayAct: boolean): TemplateResult {
  return html`
    <div class="move" data-node=${move.node} data-state=${move.state}>
      <p class="move-head"><strong>${move.node}</strong>
        <span class="state">${move.state.toLowerCase().replaceAll('_', ' ')}</span>
        <span class="muted">${standing(move, now)}</span></p>
      <ol class="steps">
        ${move.steps.map(
          (step) => html`<li data-state=${step.state}>
            <span class="step-name">${step.name.toLowerCase()}</span>
            <span class="step-state">${took(step) || step.state.toLowerCase()}</span>
          </li>`,
        )}
      </ol>
      ${mayAct && move.state === 'STUCK' ? stuckTemplate(operation, move) : nothing}
    </div>
  `;
}

/** What a person may do about a stuck move: one reason, one button for each way out. */
function stuckTemplate(operation: string, move: Move): TemplateResult {
  const at = `/operations/${operation}/nodes/${move.node}`;
  return html`
    <form class="act" method="post" action="${at}/retry">
      <label>Because <input name="reason" required maxlength="500" autocomplete="off" /></label>
      <label>for <input name="minutes" type="number" value="30" min="1" max="10080" /> minutes</label>
      ${stuckControls(move).map(
        (control) => html`<button type="submit" formaction="${at}/${control}">${capital(control)}</button>`,
      )}
    </form>
  `;
}
