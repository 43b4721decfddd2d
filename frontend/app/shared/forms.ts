import { toast } from './toasts';

/** Posts the forms that act without leaving the page; without script they are plain forms. */
export function enhanceForms(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.classList.contains('act') || form.dataset.plain !== undefined)
      return;
    event.preventDefault();
    void post(form, event.submitter instanceof HTMLButtonElement ? event.submitter : null);
  });
}

async function post(form: HTMLFormElement, submitter: HTMLButtonElement | null): Promise<void> {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.set(name, value);
  if (submitter !== null) submitter.disabled = true;
  try {
    const action = submitter?.hasAttribute('formaction') ? submitter.formAction : form.action;
    const response = await fetch(action, { method: 'POST', body, headers: { Accept: 'application/json' } });
    if (response.ok) {
      form.reset();
      form.closest('details')?.removeAttribute('open');
      toast(submitter?.dataset.done ?? form.dataset.done ?? 'done');
    } else toast(await refusal(response), { urgent: true });
  } catch {
    toast('The server did not answer; nothing is known to have changed. Look at the page before trying again.', {
      urgent: true,
    });
  } finally {
    if (submitter !== null) submitter.disabled = false;
  }
}

async function refusal(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as { readonly detail?: unknown };
    if (typeof problem.detail === 'string') return problem.detail;
  } catch {
    // Not a problem body, for example from a proxy.
  }
  return `The server answered ${response.status}.`;
}
