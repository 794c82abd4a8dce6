import { createBudget, updateBudget } from '#lib/budgets/index.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { CallAttribution, UsageEvent } from '#lib/usage/usage-event.ts';
import { type CompanyCall, companyCall } from './company-calls.ts';
import { type CompanyScene, companyScene } from './company-scene.ts';
import type { SamplePerson } from './sample-company.ts';

export const dayMs = 86_400_000;
export const hourMs = 3_600_000;
export const dollar = 1_000_000_000n;
/** Noon of today: hours before it are today's, however late a test runs. */
export const noon = Math.floor(Date.now() / dayMs) * dayMs + dayMs / 2;

export const budgetIdOf = toPublicId.bind(null, 'budget');
export const teamIdOf = toPublicId.bind(null, 'team');

/** A company in which it is noon, with short ways to make and change budgets; the administrator acts unless somebody else is named. */
export function budgetScene(prefix: string) {
  const scene: CompanyScene = companyScene(prefix, (runtime) => ({ ...runtime, clock: { now: () => noon } }));
  return {
    scene,
    /** What a budget of the team Search needs: a hundred dollars a day in UTC. */
    forSearch: (more: object = {}) => ({
      ...{ name: 'Search', scope: 'team', team_id: teamIdOf(scene.company.searchId), limit_usd: '100', period: 'daily', time_zone: 'UTC' },
      ...more,
    }),
    create: (input: object, person: SamplePerson = scene.company.admin) => createBudget.execute(scene.as(person), input),
    change: (id: string, input: object, person: SamplePerson = scene.company.admin, ifMatch?: number) =>
      updateBudget.execute(scene.as(person, ifMatch === undefined ? {} : { ifMatch }), { budget_id: budgetIdOf(id), ...input }),
    /** Calls of a dollar each, an hour apart, the last one an hour before noon. */
    callsBy: (by: Partial<CallAttribution>, count: number, more: Partial<CompanyCall> = {}): UsageEvent[] =>
      Array.from({ length: count }, (_, index) =>
        companyCall(scene.company, { atMs: noon - (index + 1) * hourMs, by, costNanoUsd: dollar, boundNanoUsd: 2n * dollar, ...more }),
      ),
  };
}
