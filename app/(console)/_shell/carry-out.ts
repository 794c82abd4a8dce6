import { toast } from '#components/ui/toast.ts';

interface Done {
  readonly problem?: { readonly detail: string; readonly request_id: string } | undefined;
}

/** Awaits a server action from a confirm dialog: a problem keeps the dialog open with its words, success is told in a toast. */
export async function carryOut(work: Promise<Done>, done: string): Promise<void> {
  const { problem } = await work;
  if (problem !== undefined) throw new Error(`${problem.detail} (${problem.request_id})`);
  toast({ tone: 'success', text: done });
}
