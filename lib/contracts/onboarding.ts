import { z } from 'zod';
import { instant } from '#lib/core/time.ts';
import { defineOperation } from './operation.ts';

/** The steps of the set-up, in their order. */
export const onboardingSteps = [
  ...(['tenant', 'sign_in', 'roles', 'places', 'connection', 'key', 'first_call', 'budget'] as const),
  ...(['policies', 'alerts', 'reports', 'verification'] as const),
] as const;
export const OnboardingStep = z.enum(onboardingSteps);
export type OnboardingStep = z.output<typeof OnboardingStep>;

/** Steps that an organization can do without. */
export const skippableSteps = [
  'sign_in',
  'roles',
  'places',
  'budget',
  'policies',
  'alerts',
  'reports',
] as const satisfies readonly OnboardingStep[];

export const onboardingStates = ['done', 'open', 'skipped'] as const;

/** How far the set-up of an organization is. Each state is what is so now, not what somebody has ticked. */
export const Onboarding = z
  .strictObject({
    steps: z.array(
      z.strictObject({
        step: OnboardingStep,
        title: z.string(),
        state: z.enum(onboardingStates),
        detail: z.string().meta({ description: 'What was found, or what is missing' }),
        href: z.string().nullable().meta({ description: 'Where it is done in the console' }),
        api: z.string().nullable().meta({ description: 'Where it is done in the API' }),
        verified_at: instant.nullable().meta({ description: 'When it was last asked for and found done' }),
      }),
    ),
    done: z.number().int().min(0).meta({ description: 'Steps that are done' }),
    total: z.number().int().min(0).meta({ description: 'Steps that are not skipped' }),
    is_complete: z.boolean(),
    is_dismissed: z.boolean().meta({ description: 'Not shown on the overview any more' }),
  })
  .meta({ id: 'Onboarding' });
export type Onboarding = z.output<typeof Onboarding>;

export const onboardingGet = defineOperation({
  name: 'onboarding.get',
  summary: 'How far the set-up of the organization is',
  permission: 'tenant.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: Onboarding,
  examples: [{}],
  http: { method: 'GET', path: '/tenant/onboarding' },
});

export const onboardingVerify = defineOperation({
  name: 'onboarding.verify',
  summary: 'Verify a step by what really happened, such as a connection that answered its test or a call that was served',
  permission: 'tenant.write',
  scope: 'tenant',
  input: z.strictObject({ step: OnboardingStep }),
  output: Onboarding,
  errors: ['conflict'],
  examples: [{ step: 'places' }],
  http: { method: 'POST', path: '/tenant/onboarding/verify' },
});

export const onboardingUpdate = defineOperation({
  name: 'onboarding.update',
  summary: 'Skip steps of the set-up, or show it on the overview no more',
  permission: 'tenant.write',
  scope: 'tenant',
  input: z.strictObject({
    skipped: z
      .array(z.enum(skippableSteps))
      .max(skippableSteps.length)
      .optional()
      .meta({ description: 'All that are skipped from now on' }),
    is_dismissed: z.boolean().optional(),
  }),
  output: Onboarding,
  examples: [{ skipped: ['roles'] }, { is_dismissed: true }],
  http: { method: 'PATCH', path: '/tenant/onboarding' },
});
