import { z } from 'zod';
import { OnboardingStep, skippableSteps } from '#lib/contracts/onboarding.ts';

/** What of the set-up cannot be found out by looking. */
export const StoredProgress = z.object({
  skipped: z.array(z.enum(skippableSteps)).default([]),
  is_dismissed: z.boolean().default(false),
  /** When a step was asked for and found done, in milliseconds. */
  verified_ms: z.partialRecord(OnboardingStep, z.number()).default({}),
});
export type StoredProgress = z.output<typeof StoredProgress>;

/** What the settings of a tenant say of its set-up; what does not fit counts as not stored. */
export function progressOf(settings: Readonly<Record<string, unknown>>): StoredProgress {
  const parsed = StoredProgress.safeParse(settings.onboarding ?? {});
  return parsed.success ? parsed.data : StoredProgress.parse({});
}
