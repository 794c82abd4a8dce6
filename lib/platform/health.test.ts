import { expect, test } from 'vitest';
import { growthOf, type HealthFacts, healthOf, percentOf } from './health.ts';

const now = new Date('2026-11-21T12:00:00Z');
const facts: HealthFacts = {
  ...{ status: 'active', createdAt: new Date('2026-01-01'), requests: 900, requestsOfWeek: 200 },
  ...{ activeMonth: 20, activeMonthBefore: 20, errorPercent: 1 },
};

test.each([
  ['healthy', {}],
  ['suspended', { status: 'suspended', errorPercent: 50 }],
  ['failing', { errorPercent: 5, activeMonth: 1 }],
  ['healthy', { errorPercent: 4.9 }],
  ['shrinking', { activeMonth: 9 }],
  ['healthy', { activeMonth: 10 }],
  // Two of three people on holiday are no trend.
  ['healthy', { activeMonth: 1, activeMonthBefore: 3 }],
  ['idle', { requestsOfWeek: 0 }],
  ['new', { requests: 0, requestsOfWeek: 0, createdAt: new Date('2026-11-10'), errorPercent: null, activeMonth: 0, activeMonthBefore: 0 }],
  ['idle', { requests: 0, requestsOfWeek: 0, createdAt: new Date('2026-11-01'), errorPercent: null, activeMonth: 0, activeMonthBefore: 0 }],
] as const)('[ORG-10] a tenant is judged %s', (health, changes) => {
  expect(healthOf({ ...facts, ...changes }, now)).toBe(health);
});

test('[ORG-10] shares and growth of nothing are unknown, not zero', () => {
  expect([percentOf(1, 3), percentOf(0, 5), percentOf(0, 0)]).toEqual([33.3, 0, null]);
  expect([growthOf(15, 10), growthOf(5, 10), growthOf(5, 0)]).toEqual([50, -50, null]);
});
