import { expect, it } from 'vitest';
import { billingOf } from './tenant-billing.ts';
import { limitsOf, limitsOfPlan } from './tenant-limits.ts';

const usual = limitsOfPlan('business');

it('limits are those of the plan unless the settings have valid ones [ORG-1]', () => {
  expect(limitsOf({})).toEqual(usual);
  expect(limitsOf({ limits: { users_max: 5 } })).toEqual({ ...usual, users_max: 5 });
  expect(limitsOf({ limits: { users_max: 0 } })).toEqual(usual);
  expect(limitsOf({ limits: 'many' })).toEqual(usual);
  expect(limitsOf({ limits: { users_max: 5, planets_max: 9 } })).toEqual(usual);
  expect(limitsOf({ plan: 'free', limits: { teams_max: 90 } })).toEqual({ ...limitsOfPlan('free'), teams_max: 90 });
  expect(limitsOf({ plan: 'golden' })).toEqual(usual);
  expect(limitsOf({ limits: { providers_allowed: ['openai'] } }).providers_allowed).toEqual(['openai']);
});

it('billing is monthly by card unless the settings say otherwise [ORG-1]', () => {
  expect(billingOf({})).toEqual({ cycle: 'monthly', payment_method: 'card', purchase_order: null, invoice_recipients: [] });
  expect(billingOf({ billing: { cycle: 'annual' } })).toMatchObject({ cycle: 'annual', payment_method: 'card' });
  expect(billingOf({ billing: { cycle: 'hourly' } })).toMatchObject({ cycle: 'monthly' });
});
