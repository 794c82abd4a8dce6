import { expect, test } from 'vitest';
import { editedKeyInput, newKeyInput, tagTexts } from './key-form-values.ts';

test('a new key is sent what its kind takes, with tags, budget and rates as the operation wants them', () => {
  const values = {
    ...{ name: 'Bot', kind: 'department', team_id: 'team_1', department_id: 'dep_1', tags: ['app=intranet', 'q=a=b'] },
    ...{ budget: { limit_usd: '20', period: 'daily' }, requests_per_minute: 60 },
  };
  expect(newKeyInput(values)).toEqual({
    ...{ name: 'Bot', kind: 'department', department_id: 'dep_1', tags: { app: 'intranet', q: 'a=b' } },
    ...{ budget: { limit_usd: '20', period: 'daily' }, rate_limits: [{ metric: 'requests', window: 'minute', limit: 60 }] },
  });
  expect(newKeyInput({ name: 'Bot', kind: 'personal', budget: { period: 'monthly' } })).toEqual({ name: 'Bot', kind: 'personal' });
});

test('an emptied field of a key that is there takes the limit away', () => {
  expect(editedKeyInput({ name: 'Bot', allowed_models: ['a'], tags: tagTexts({ app: 'x' }) })).toEqual({
    ...{ name: 'Bot', allowed_models: ['a'], allowed_providers: null, allowed_endpoints: null, allowed_addresses: null },
    ...{ project_id: null, environment_id: null, tags: { app: 'x' } },
  });
});
