import type { Control, Move, Operation, Step } from '../live/messages';
import { age, between, count } from '../shared/format';

/** Running ones first, then the newest. */
export function ordered(operations: readonly Operation[]): readonly Operation[] {
  const number = (operation: Operation) => Number(operation.id.slice('op-'.length));
  return [...operations].sort(
    (a, b) => Number(b.status === 'RUNNING') - Number(a.status === 'RUNNING') || number(b) - number(a),
  );
}

/** One line on how the move stands: what is left, what holds it up, or what went wrong. */
export function standing(move: Move, now: string): string {
  if (move.state === 'STUCK') return `for ${age(between(move.since, now))}: ${move.note ?? ''}`;
  if (move.note !== null) return move.note;
  const parts = [`for ${age(between(move.since, now))}`];
  if (move.remaining !== null && move.remaining > 0) parts.push(`${count(move.remaining, 'piece')} of work left`);
  if (move.etaSeconds !== null) parts.push(`about ${age(move.etaSeconds)} to go`);
  const [worst] = move.blockers;
  if (worst !== undefined) parts.push(`waits for ${worst}`);
  return move.deadline === null ? '' : parts.join(', ');
}

/** The ways out of a stuck move, the mildest first. */
export function stuckControls(move: Move): readonly string[] {
  const order: readonly Control[] = ['WAIT', 'RETRY', 'FORCE', 'UNDO'];
  return order.filter((control) => move.possible.includes(control)).map((control) => control.toLowerCase());
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** How long a step took, or nothing for one that has not ended. */
export function took(step: Step): string {
  return step.startedAt !== null && step.endedAt !== null ? age(between(step.startedAt, step.endedAt)) : '';
}
