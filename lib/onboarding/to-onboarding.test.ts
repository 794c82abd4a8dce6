import { expect, it } from 'vitest';
import { onboardingSteps } from '#lib/contracts/onboarding.ts';
import type { StepFacts } from './step-facts.ts';
import { progressOf } from './stored-progress.ts';
import { toOnboarding } from './to-onboarding.ts';

const nothing: StepFacts = {
  ...{ settingsSaved: false, signedInPeople: 0, administrators: 1, departments: 0, peopledTeams: 0, connections: 0 },
  ...{ answeredConnection: null, lastTestFault: null, activeKeys: 0, servedCalls: 0, lastFault: null, budgets: 0, policies: 0 },
  ...{ channels: 0, toldChannel: null, toldTook: false, channelFault: null, reportSchedules: 0, reportsHad: 0, reportFault: null },
};
const everything: StepFacts = {
  ...{ settingsSaved: true, signedInPeople: 2, administrators: 2, departments: 1, peopledTeams: 1, connections: 1 },
  ...{ answeredConnection: 'OpenAI', lastTestFault: null, activeKeys: 1, servedCalls: 1, lastFault: null, budgets: 1, policies: 1 },
  ...{ channels: 1, toldChannel: 'Room', toldTook: true, channelFault: null, reportSchedules: 1, reportsHad: 1, reportFault: null },
};
const stateOf = (facts: StepFacts, settings: Record<string, unknown> = {}) =>
  Object.fromEntries(toOnboarding(facts, progressOf(settings)).steps.map(({ step, state }) => [step, state]));

it('every step is what is so now; the last is done when no other is open [ORG-8]', () => {
  const fresh = toOnboarding(nothing, progressOf({}));
  expect(fresh).toMatchObject({ done: 0, total: 12, is_complete: false });
  expect(fresh.steps.map(({ step }) => step)).toEqual([...onboardingSteps]);
  expect(fresh.steps.at(-1)?.detail).toContain('first call');
  expect(toOnboarding(everything, progressOf({}))).toMatchObject({ done: 12, total: 12, is_complete: true });
  expect(stateOf(everything)).toMatchObject({
    verification: 'done',
    policies: 'done',
    alerts: 'done',
    reports: 'done',
  });
});

it('a skipped step is not counted, and is done when it is done all the same [ORG-8]', () => {
  const settings = { onboarding: { skipped: ['roles', 'budget'] } };
  expect(stateOf({ ...everything, administrators: 1 }, settings)).toMatchObject({ roles: 'skipped', budget: 'done', verification: 'done' });
  expect(toOnboarding(nothing, progressOf(settings)).total).toBe(10);
  expect(progressOf({ onboarding: { skipped: ['first_call'] } })).toEqual(progressOf({}));
});

it('what went wrong is told: a failed test, a refused call, a team without people [ORG-8]', () => {
  const detailOf = (facts: Partial<StepFacts>, step: string) =>
    toOnboarding({ ...nothing, ...facts }, progressOf({})).steps.find((one) => one.step === step)?.detail;
  expect(detailOf({ connections: 1, lastTestFault: 'The key was refused (401)' }, 'connection')).toContain('refused (401)');
  expect(detailOf({ lastFault: 'budget_exceeded' }, 'first_call')).toContain('budget_exceeded');
  expect(detailOf({ departments: 1 }, 'places')).toContain('No team');
  expect(detailOf({}, 'alerts')).toContain('no channel');
  expect(detailOf({ channels: 1 }, 'alerts')).toContain('told to nobody');
  expect(detailOf({ channels: 1, toldChannel: 'Room' }, 'alerts')).toContain('send it a test');
  expect(detailOf({ channels: 1, toldChannel: 'Room', channelFault: 'Answered 410' }, 'alerts')).toContain('Answered 410');
  expect(detailOf({ reportSchedules: 1 }, 'reports')).toContain('none was sent yet');
  expect(detailOf({ reportSchedules: 1, reportFault: 'Mailbox full' }, 'reports')).toContain('Mailbox full');
});
