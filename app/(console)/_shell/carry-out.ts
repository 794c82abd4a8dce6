import { withStepUp } from '#components/step-up/step-up.ts';
import { toast } from '#components/ui/toast.ts';

interface Done {
  readonly problem?: { readonly code: string; readonly detail: string; readonly request_id: string } | undefined;
}

/**
 * Awaits a server action from a confirm dialog: a problem keeps the dialog open with its words, success is told in a toast.
 * Given as a function, dangerous work is asked for again once the person has proven who they are.
 */
export async function carryOut(work: Promise<Done> | (() => Promise<Done>), done: string): Promise<void> {
  const { problem } = await (typeof work === 'function' ? withStepUp(work) : work);
  if (problem !== undefined) throw new Error(`${problem.detail} (${problem.request_id})`);
  toast({ tone: 'success', text: done });
}
