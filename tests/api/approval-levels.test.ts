import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEntry, membership } from '#db/schema/index.ts';
import { DatabaseApprovalDesk } from '#lib/approvals/database-approval-desk.ts';
import { expireApprovals } from '#lib/approvals/expire-approvals.ts';
import { archiveRule, createDelegation, delegateApproval, revokeDelegation, updateRule } from '#lib/approvals/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { approvalIdOf, approvalScene } from '#tests/support/approval-scene.ts';
import { dollar, hourMs, noon, teamIdOf } from '#tests/support/budget-scene.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import { insertVirtualKey, type SamplePerson } from '#tests/support/sample-company.ts';

const { scene, rule, approve, reject, listed, read, makeManager, raiseOf, raiseAgain, limitOf } = approvalScene('levels');
const userIdOf = (person: SamplePerson) => toPublicId('user', person.userId);
const overdue = (atMs: number) =>
  expireApprovals(
    { databases: scene.database.databases, keyPepper: scene.runtime.keyPepper },
    new Date(atMs),
    new AbortController().signal,
  );

test('[COST-6] the amount decides how many levels are asked, one after the other', async () => {
  const { member, lead, seller, admin } = scene.company;
  await rule();
  await makeManager(seller);
  const { id, budgetId } = await raiseOf('5000', member);
  expect((await read(lead, id)).levels_needed).toBe(3);
  expect(await faultOf(approve(seller, id))).toBe('forbidden');
  expect((await approve(lead, id)).state).toBe('pending');
  expect(await limitOf(budgetId)).toBe(100n * dollar);
  expect(await faultOf(approve(lead, id))).toBe('forbidden');
  expect(await listed(seller, { view: 'mine' })).toEqual([id]);
  await approve(seller, id);
  expect(await limitOf(budgetId)).toBe(100n * dollar);
  const done = await approve(admin, id);
  expect(done.steps.map(({ level, label, state, decided_by: by }) => [level, label, state, by])).toEqual([
    [1, 'Team lead', 'approved', 'lead'],
    [2, 'Department admin', 'approved', 'seller'],
    [3, 'Tenant admin', 'approved', 'admin'],
  ]);
  expect(await limitOf(budgetId)).toBe(5000n * dollar);
});

test('[COST-6] nobody decides about what they asked for: their level is passed on to the next', async () => {
  const { lead, admin } = scene.company;
  await rule();
  const { id } = await raiseOf('400', lead);
  expect((await read(lead, id)).steps).toMatchObject([{ level: 3, approvers: ['admin'] }]);
  expect(await faultOf(approve(lead, id))).toBe('forbidden');
  expect(await faultOf(reject(lead, id))).toBe('forbidden');
  expect((await approve(admin, id)).state).toBe('approved');
});

test('a rule may do without four eyes', async () => {
  const { lead } = scene.company;
  await rule({ four_eyes: false });
  const { id } = await raiseOf('400', lead);
  expect((await approve(lead, id)).state).toBe('approved');
});

test('[COST-6] a delegation counts from its first day to its last, never for who asked, and not after it was ended', async () => {
  const { member, lead, seller } = scene.company;
  const to = (person: SamplePerson, from: number, until: number) =>
    createDelegation.execute(scene.as(lead), {
      ...{ user_id: userIdOf(person), reason: 'Holidays' },
      ...{ starts_at: new Date(noon + from * hourMs).toISOString(), ends_at: new Date(noon + until * hourMs).toISOString() },
    });
  const first = await raiseOf('300');
  await to(seller, 1, 2);
  expect(await faultOf(approve(seller, first.id))).toBe('not_found');
  const now = await to(seller, 0, 2);
  await to(member, 0, 2);
  expect(await listed(seller, { view: 'mine' })).toEqual([first.id]);
  expect(await listed(member, { view: 'mine' })).toEqual([]);
  expect(await faultOf(approve(member, first.id))).toBe('forbidden');
  expect((await approve(seller, first.id)).steps).toMatchObject([{ decided_by: 'seller', on_behalf_of: 'lead' }]);
  const second = await raiseAgain(first.budgetId, '500');
  await revokeDelegation.execute(scene.as(seller), { delegation_id: toPublicId('approvalDelegation', now.id) });
  expect(await faultOf(approve(seller, second))).toBe('not_found');
  const past = {
    user_id: userIdOf(seller),
    starts_at: new Date(noon - 2 * hourMs).toISOString(),
    ends_at: new Date(noon - hourMs).toISOString(),
  };
  expect(await faultOf(createDelegation.execute(scene.as(lead), past))).toBe('validation_failed /ends_at');
  expect(
    await faultOf(
      createDelegation.execute(scene.as(lead), { ...past, user_id: userIdOf(lead), ends_at: new Date(noon + hourMs).toISOString() }),
    ),
  ).toBe('validation_failed /user_id');
});

test('an approver hands one approval to somebody, who decides as long as the approver still could', async () => {
  const { lead, seller, member, tenantId, searchId } = scene.company;
  const { id, budgetId } = await raiseOf('300');
  const hand = (person: SamplePerson, to: SamplePerson) =>
    delegateApproval.execute(scene.as(person), { approval_id: approvalIdOf(id), user_id: userIdOf(to) });
  expect(await faultOf(hand(member, seller))).toBe('forbidden');
  expect(await faultOf(hand(lead, member))).toBe('validation_failed /user_id');
  await hand(lead, seller);
  expect(await listed(seller, { view: 'mine' })).toEqual([id]);
  const demote = (teamRole: 'lead' | 'member') =>
    scene.inside((tx) =>
      tx
        .update(membership)
        .set({ teamRole })
        .where(and(eq(membership.tenantId, tenantId), eq(membership.teamId, searchId), eq(membership.userId, lead.userId))),
    );
  await demote('member');
  expect(await faultOf(approve(seller, id))).toBe('forbidden');
  expect(await faultOf(approve(lead, id))).toBe('forbidden');
  await demote('lead');
  expect((await approve(seller, id)).steps).toMatchObject([{ decided_by: 'seller', on_behalf_of: 'lead' }]);
  expect(await limitOf(budgetId)).toBe(300n * dollar);
});

test('[COST-6] what nobody decides in time goes up level by level and ends, or ends at once where the rule says so', async () => {
  const { lead, admin, tenantId } = scene.company;
  await rule({ timeout_hours: 10 });
  const { id } = await raiseOf('400');
  expect(await overdue(noon + 9 * hourMs)).toEqual({ escalated: 0, expired: 0 });
  expect(await overdue(noon + 10 * hourMs)).toEqual({ escalated: 1, expired: 0 });
  // Nobody holds the level between, so the administrators are asked.
  expect((await read(admin, id)).steps.map(({ level, state }) => [level, state])).toEqual([
    [1, 'escalated'],
    [3, 'pending'],
  ]);
  expect(await faultOf(approve(lead, id))).toBe('forbidden');
  expect(await overdue(noon + 20 * hourMs)).toEqual({ escalated: 1, expired: 0 });
  expect(await overdue(noon + 30 * hourMs)).toEqual({ escalated: 0, expired: 1 });
  expect((await read(admin, id)).state).toBe('expired');
  expect(await faultOf(approve(admin, id))).toBe('conflict');
  const actions = await scene.inside((tx) =>
    tx
      .select({ action: auditEntry.action })
      .from(auditEntry)
      .where(and(eq(auditEntry.tenantId, tenantId), eq(auditEntry.actorKind, 'system'), eq(auditEntry.resourceId, approvalIdOf(id)))),
  );
  expect(actions.map(({ action }) => action).sort()).toEqual(['approval.escalate', 'approval.escalate', 'approval.expire']);
});

test('a rule that rejects on time-out ends the approval at its first level', async () => {
  await rule({ timeout_hours: 1, on_timeout: 'reject' });
  const { id } = await raiseOf('400');
  expect(await overdue(noon + hourMs)).toEqual({ escalated: 0, expired: 1 });
  expect((await read(scene.company.member, id)).state).toBe('expired');
});

test('an escalated level that approves is enough', async () => {
  await rule({ timeout_hours: 1 });
  const { id, budgetId } = await raiseOf('400');
  await overdue(noon + hourMs);
  expect((await approve(scene.company.admin, id)).state).toBe('approved');
  expect(await limitOf(budgetId)).toBe(400n * dollar);
});

test('[COST-6] what costs less than the rule’s limit is approved at once and recorded as such', async () => {
  await rule({ auto_approve_under_usd: '150' });
  const small = await raiseOf('149');
  expect(await read(scene.company.member, small.id)).toMatchObject({ state: 'approved', steps: [{ state: 'auto', decided_by: null }] });
  expect(await limitOf(small.budgetId)).toBe(149n * dollar);
  const large = await raiseAgain(small.budgetId, '150');
  expect((await read(scene.company.member, large)).state).toBe('pending');
});

test('the nearest rule decides, and a change of it moves no open approval', async () => {
  const { admin, searchId, seller } = scene.company;
  const wide = await rule({ levels: [{ role: 'tenant_admin' }] });
  await rule({ team_id: teamIdOf(searchId), levels: [{ user_ids: [userIdOf(seller)] }] });
  const { id } = await raiseOf('400');
  expect((await read(seller, id)).steps).toMatchObject([{ label: 'Named people', approvers: ['seller'] }]);
  await updateRule.execute(scene.as(admin), { rule_id: toPublicId('approvalRule', wide.id), levels: [{ role: 'team_lead' }] });
  await archiveRule.execute(scene.as(admin), { rule_id: toPublicId('approvalRule', wide.id) });
  expect((await read(seller, id)).steps).toHaveLength(1);
  expect(await faultOf(updateRule.execute(scene.as(admin), { rule_id: toPublicId('approvalRule', wide.id), name: 'X' }))).toBe('not_found');
});

test('[COST-6] many calls at once need the level that their sum needs', async () => {
  const { tenantId, searchId, engineeringId, member, lead, admin } = scene.company;
  const { id: keyId } = await insertVirtualKey(scene.database, tenantId, { kind: 'personal', userId: member.userId, teamId: searchId });
  const large = await rule({ kind: 'request', above_usd: '1' });
  const desk = new DatabaseApprovalDesk({
    app: scene.database.databases.app,
    clock: { now: () => noon },
    keyPepper: scene.runtime.keyPepper,
  });
  const asked = await desk.ask(
    {
      ...{ tenantId, callId: newUuid(), requestHash: 'a'.repeat(64), model: 'sandbox-small', boundNanoUsd: 200n * dollar },
      principal: { keyId, teamId: searchId, departmentId: engineeringId, userId: member.userId },
    },
    { ruleId: large.id, provider: 'sandbox', because: 'it can cost more than $1' },
  );
  const id = asked.approvalId ?? '';
  expect((await read(lead, id)).levels_needed).toBe(1);
  // A lead approves up to $500: two calls of $200, and not three.
  expect(await faultOf(approve(lead, id, { uses: 3 }))).toBe('validation_failed /uses');
  expect((await read(admin, id)).state).toBe('pending');
  expect(await approve(lead, id, { uses: 2 })).toMatchObject({ state: 'approved', uses_max: 2 });
});
