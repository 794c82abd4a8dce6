/** How a call ended, from the base of the stack up: what went wrong stands on the base line, where heights compare best. */
export const outcomes = ['failed', 'interrupted', 'refused', 'cancelled', 'succeeded'] as const;
export type Outcome = (typeof outcomes)[number];

interface OutcomeLook {
  label: string;
  /** States have the colours of states; what is as it should be stays grey. */
  colour: string;
}

export const outcomeLooks: Record<Outcome, OutcomeLook> = {
  failed: { label: 'Failed', colour: 'var(--danger)' },
  interrupted: { label: 'Interrupted', colour: 'color-mix(in oklab, var(--danger) 55%, var(--surface))' },
  refused: { label: 'Refused', colour: 'var(--warning)' },
  cancelled: { label: 'Cancelled', colour: 'var(--faint)' },
  succeeded: { label: 'Succeeded', colour: 'color-mix(in oklab, var(--control) 55%, var(--surface))' },
};
