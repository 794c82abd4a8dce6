import { expect, test } from 'vitest';
import { newUuid } from '#lib/core/ids.ts';
import type { Principal } from '../snapshot/snapshot.ts';
import { isolationScope } from './isolation-scope.ts';

const [red, blue] = [newUuid(), newUuid()];
const keyOf = (teamId: string | null): Principal => ({
  ...{ tenantId: newUuid(), keyId: newUuid(), keyStatus: 'active', expiresAtMs: null, departmentId: null, teamId, userId: null },
  ...{ ownerActive: true, allowedModels: null },
});
const plain = { tags: null, dataClass: null };
const lenders = new Map([[blue, red]]);

test('[ORG-11] [GW-7] a team that borrows shares what the lender keeps, class by class', () => {
  const of = (teamId: string, asked: Parameters<typeof isolationScope>[2] = plain) =>
    isolationScope(keyOf(teamId), { isolation: 'team', lenders }, asked);
  expect(of(blue)).toBe(`team:${red}`);
  expect(of(blue)).toBe(of(red));
  const restricted = { tags: null, dataClass: 'restricted' as const };
  expect(of(blue, restricted)).toBe(of(red, restricted));
  expect(of(blue, restricted)).not.toBe(of(blue));
});

test('[ORG-11] [GW-7] nobody else comes by them: no other team, no key without one, and nobody where teams are not what is told apart', () => {
  const other = newUuid();
  expect(isolationScope(keyOf(other), { isolation: 'team', lenders }, plain)).toBe(`team:${other}`);
  const alone = keyOf(null);
  expect(isolationScope(alone, { isolation: 'team', lenders }, plain)).toBe(`key:${alone.keyId}`);
  const ofBlue = keyOf(blue);
  expect(isolationScope(ofBlue, { isolation: 'key', lenders }, plain)).toBe(`key:${ofBlue.keyId}`);
  expect(isolationScope(ofBlue, { isolation: 'team' }, plain)).toBe(`team:${blue}`);
});

test('[ORG-11] [GW-7] borrowers of a key keep to themselves where keys are told apart, from its lender and from each other', () => {
  const key = { ...keyOf(null), keyId: newUuid() };
  const borrowed = (): Principal => ({
    ...key,
    loan: { loanId: newUuid(), keyHash: 'hash', lender: { teamId: null, departmentId: null } },
  });
  const [first, second] = [borrowed(), borrowed()];
  const scopes = [key, first, second].map((one) => isolationScope(one, { isolation: 'key' }, plain));
  expect(scopes).toEqual([`key:${key.keyId}`, `key:${first.loan?.loanId}`, `key:${second.loan?.loanId}`]);
});
