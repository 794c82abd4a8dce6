import type { z } from 'zod';
import type { complianceFrameworkGet } from '#lib/contracts/compliance-frameworks.ts';

/** A framework with its controls, as pages have it. */
export type FrameworkPage = z.input<typeof complianceFrameworkGet.output>;

/** A control while it is being written. */
export interface ControlValue {
  readonly ref: string;
  readonly title: string;
  readonly checks: readonly string[];
  /** Why a person vouches for it; empty where checks suffice. */
  readonly human: string;
}

export const isControl = (value: unknown): value is ControlValue =>
  typeof value === 'object' && value !== null && 'ref' in value && 'title' in value && 'checks' in value && 'human' in value;

/** A framework as the form starts with it, by path. */
export const frameworkValues = (framework: FrameworkPage | null): Record<string, unknown> => ({
  name: framework?.name,
  description: framework?.about || undefined,
  controls: framework?.control_list.map(({ ref, title, checks, human }) => ({ ref, title, checks, human: human ?? '' })) ?? [
    { ref: '1', title: '', checks: [], human: '' },
  ],
});

/** What the operation wants of what the form has. */
export const frameworkInput = ({ name, description, controls }: Record<string, unknown>) => ({
  ...{ name, description: description ?? '' },
  controls: (Array.isArray(controls) ? controls.filter(isControl) : []).map(({ human, ...control }) => ({
    ...control,
    human: human.trim() === '' ? null : human,
  })),
});
