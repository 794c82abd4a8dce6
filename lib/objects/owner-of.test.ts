import { expect, test } from 'vitest';
import { ownerOf } from './owner-of.ts';

const nobody = { tenantId: 't', departmentId: null, teamId: null, userId: null, keyId: 'k' };

test('[ORG-11] files that a key left are its team’s, else its user’s, else its own; a borrower without a team has his apart', () => {
  expect(ownerOf({ ...nobody, teamId: 'search', userId: 'u' })).toBe('team:search');
  expect(ownerOf({ ...nobody, userId: 'u' })).toBe('user:u');
  expect(ownerOf({ ...nobody, departmentId: 'd' })).toBe('key:k');
  expect(ownerOf({ ...nobody, departmentId: 'sales', loanId: 'l' })).toBe('key:l');
  expect(ownerOf({ ...nobody, teamId: 'field', loanId: 'l' })).toBe('team:field');
});
