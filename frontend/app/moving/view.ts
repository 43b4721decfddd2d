import type { Move, Operation, Step } from '../live/messages';
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
  if (move.note !== null) return move.note;
  const parts = [`for ${age(between(move.since, now))}`];
  if (move.remaining !== null && move.remaining > 0) parts.push(`${count(move.remaining, 'piece')} of work left`);
  if (move.etaSeconds !== null) parts.push(`about ${age(move.etaSeconds)} to go`);
  const [worst] = move.blockers;
  if (worst !== undefined) parts.push(`waits for ${worst}`);
  return move.deadline === null ? '' : parts.join(', ');
}

/** How long a step took, or nothing for one that has not ended. */
export function took(step: Step): string {
  return step.startedAt !== null && step.endedAt !== null ? age(between(step.startedAt, step.endedAt)) : '';
}
