import { expect, it } from 'vitest';
import { actingRules, type Governance } from './acting-rules.ts';
import { inheritedWords } from './inherited-words.ts';

const team = { kind: 'team', id: 'team_1', name: 'Search' } as const;
const department = { kind: 'department', id: 'dep_1', name: 'Engineering' } as const;
const restricted = (handling: object) => ({ data_classification: { levels: { restricted: { handling_requirements: handling } } } });

const governance = (more: Partial<Governance>): Governance => ({
  ...{ place: team, around: [], configuration: {}, compliance: [], version: 0, policies: [], violations: [], audit: null },
  ...more,
});

it('[GOV-1] says of each requirement from where it comes, and which of two times decides nothing', () => {
  const shown = governance({
    configuration: {
      ...restricted({ retention_period_days: 30, geographic_restrictions: ['eu'] }),
      access_controls: { session_timeout_minutes: 60 },
    },
    around: [
      {
        place: department,
        configuration: {
          ...restricted({ retention_period_days: 1 }),
          access_controls: { session_timeout_minutes: 90, multi_factor_required: true },
        },
        policies: [{ id: 'pol_1', name: 'Ask first', type: 'access', mode: 'shadow' }],
      },
    ],
  });
  expect(
    actingRules(shown).map(({ about, does, from, isOwn, isOutdone, isWatching }) => [about, does, from.name, isOwn, isOutdone, isWatching]),
  ).toEqual([
    ['Restricted data', 'Reaches connections in eu alone', 'Search', true, false, false],
    ['Restricted data', 'What is kept of it stays 30 days at most', 'Search', true, true, false],
    ['Who acts here', 'Is signed out after 1 hour without use', 'Search', true, false, false],
    ['Restricted data', 'What is kept of it stays 1 day at most', 'Engineering', false, false, false],
    ['Who acts here', 'Needs a second factor', 'Engineering', false, false, false],
    ['Who acts here', 'Is signed out after 90 minutes without use', 'Engineering', false, true, false],
    ['Policy', 'Ask first', 'Engineering', false, false, true],
  ]);
  expect(inheritedWords(shown)).toEqual({
    'restricted.retention_period_days': 'From Engineering: what is kept of it stays 1 day at most.',
    multi_factor_required: 'From Engineering already.',
    session_timeout_minutes: 'From Engineering: 90 minutes.',
  });
  expect(actingRules(governance({}))).toEqual([]);
});
