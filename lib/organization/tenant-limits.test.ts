import { expect, it } from 'vitest';
import { limitDefaults, limitsOf } from './tenant-limits.ts';

it('limits are the defaults unless the settings have valid ones [ORG-1]', () => {
  expect(limitsOf({})).toEqual(limitDefaults);
  expect(limitsOf({ limits: { users_max: 5 } })).toEqual({ ...limitDefaults, users_max: 5 });
  expect(limitsOf({ limits: { users_max: 0 } })).toEqual(limitDefaults);
  expect(limitsOf({ limits: 'many' })).toEqual(limitDefaults);
  expect(limitsOf({ limits: { users_max: 5, planets_max: 9 } })).toEqual(limitDefaults);
});
