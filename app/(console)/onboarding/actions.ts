'use server';
import type { z } from 'zod';
import type { OnboardingStep, onboardingUpdate } from '#lib/contracts/onboarding.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { createKey } from '#lib/keys/index.ts';
import { updateOnboarding, verifyOnboarding } from '#lib/onboarding/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function verifyStepAction(step: OnboardingStep) {
  return perform(verifyOnboarding, { step });
}

export async function updateOnboardingAction(input: z.input<(typeof onboardingUpdate)['input']>) {
  return perform(updateOnboarding, input);
}

export async function createFirstKeyAction() {
  return perform(createKey, { name: 'First key' });
}
