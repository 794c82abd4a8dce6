import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { accessGrant, approval, auditEntry, connection, membership, userAccount, virtualKey } from '#db/schema/index.ts';
import { approveApproval, cancelApproval, collectKey, getApproval, listApprovals, requestApproval } from '#lib/approvals/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { createKey } from '#lib/keys/index.ts';
import { looksLikeVirtualKey } from '#lib/keys/virtual-key.ts';
import { approvalIdOf, approvalScene } from '#tests/support/approval-scene.ts';
import { budgetIdOf, dollar, teamIdOf } from '#tests/support/budget-scene.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';

const { scene, ask, rule, approve, reject, listed, read, raiseOf, limitOf } = approvalScene('approvals');
test('[COST-6] a raise is asked by a member, decided by the lead, and changes the budget in the same moment, audited with both', async () => {
  const { member, lead, admin, tenantId } = scene.company;
  const { id, budgetId } = await raiseOf('400');
  expect(await listed(lead, { view: 'mine' })).toEqual([id]);
  expect(await listed(member, { view: 'mine' })).toEqual([]);
  expect(await listed(member, { view: 'asked' })).toEqual([id]);
  expect((await read(lead, id)).context.map(({ label, usd }) => [label, usd])).toContainEqual(['Limit of Search', 100n * dollar]);
  const done = await approve(lead, id, { comment: 'Fine' });
  expect(done).toMatchObject({
    state: 'approved',
    requester_name: 'member',
    steps: [{ state: 'approved', decided_by: 'lead', comment: 'Fine' }],
  });
  expect(await limitOf(budgetId)).toBe(400n * dollar);
  const entries = await scene.inside((tx) =>
    tx
      .select()
      .from(auditEntry)
      .where(and(eq(auditEntry.tenantId, tenantId), eq(auditEntry.action, 'approval.approve'))),
  );
  expect(entries.map(({ resourceKind, actorName }) => [resourceKind, actorName]).sort()).toEqual([
    ['approval', lead.email],
    ['budget', lead.email],
  ]);
  expect(entries.find(({ resourceKind }) => resourceKind === 'approval')?.after).toMatchObject({
    requester_name: 'member',
    state: 'approved',
  });
  expect(await faultOf(approve(admin, id))).toBe('conflict');
});

test('[COST-6] a rejection ends it with its reason, and who asked can take it back before', async () => {
  const { member, lead, seller } = scene.company;
  const { id, budgetId } = await raiseOf('400');
  expect(await reject(lead, id)).toMatchObject({ state: 'rejected', steps: [{ comment: 'No', decided_by: 'lead' }] });
  expect(await faultOf(approve(lead, id))).toBe('conflict');
  const again = await ask(member, { kind: 'budget_raise', budget_id: budgetIdOf(budgetId), limit_usd: '300' });
  expect(await faultOf(ask(member, { kind: 'budget_raise', budget_id: budgetIdOf(budgetId), limit_usd: '300' }))).toBe('conflict');
  const cancel = (person: SamplePerson) => cancelApproval.execute(scene.as(person), { approval_id: approvalIdOf(again.id) });
  expect(await faultOf(cancel(lead))).toBe('forbidden');
  expect(await faultOf(cancel(seller))).toBe('not_found');
  expect((await cancel(member)).state).toBe('cancelled');
  expect(await faultOf(approve(lead, again.id))).toBe('conflict');
  expect(await limitOf(budgetId)).toBe(100n * dollar);
});

test('of many decisions at once one counts', async () => {
  const { lead, searchId, tenantId, seller } = scene.company;
  await scene.inside((tx) =>
    tx.insert(membership).values({ tenantId, id: newUuid(), teamId: searchId, userId: seller.userId, teamRole: 'lead' }),
  );
  const { id, budgetId } = await raiseOf('400');
  const outcomes = await Promise.all(
    [lead, seller, lead, seller].flatMap((person) => [faultOf(approve(person, id)), faultOf(reject(person, id))]),
  );
  expect(outcomes.filter((outcome) => outcome === 'success')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(7);
  const { state } = await read(lead, id);
  expect(await limitOf(budgetId)).toBe(state === 'approved' ? 400n * dollar : 100n * dollar);
});

test('an approval whose budget cannot be raised any more tells who decides, and stays as it was', async () => {
  const { lead } = scene.company;
  const { id, budgetId } = await raiseOf('400');
  await scene.database.superuser`update budget set limit_nano_usd = 500000000000 where id = ${budgetId}`;
  expect(await faultOf(approve(lead, id))).toBe('conflict');
  expect((await read(lead, id)).state).toBe('pending');
});

test('[COST-6] a key is asked for by who may make none, approved, and shown once to who asked', async () => {
  const { lead, tenantId, member } = scene.company;
  await scene.database
    .superuser`update role set permissions = array_remove(permissions, 'keys.own') where tenant_id = ${tenantId} and name = 'user'`;
  await scene.database
    .superuser`update role set permissions = array_remove(permissions, 'keys.own') where tenant_id = ${tenantId} and name = 'team_lead'`;
  expect(await faultOf(createKey.execute(scene.as(member), { name: 'Notebook' }))).toBe('forbidden');
  const asked = await ask(member, { kind: 'key_request', name: 'Notebook', team_id: teamIdOf(scene.company.searchId) });
  const collect = (person: SamplePerson) => collectKey.execute(scene.as(person), { approval_id: approvalIdOf(asked.id) });
  expect(await faultOf(collect(member))).toBe('conflict');
  await approve(lead, asked.id);
  expect((await read(member, asked.id)).can_collect).toBe(true);
  expect(await faultOf(collect(lead))).toBe('forbidden');
  const taken = await Promise.allSettled([collect(member), collect(member), collect(member)]);
  const made = taken.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  expect(made).toHaveLength(1);
  const [key] = made;
  expect(looksLikeVirtualKey(key?.secret ?? '')).toBe(true);
  expect((await read(member, asked.id)).state).toBe('used');
  const rows = await scene.inside((tx) => tx.select().from(virtualKey).where(eq(virtualKey.tenantId, tenantId)));
  expect(rows).toMatchObject([{ name: 'Notebook', kind: 'personal', userId: member.userId, teamId: scene.company.searchId }]);
  const written = await scene.database.superuser`select to_jsonb(a)::text as text from audit_entry a where tenant_id = ${tenantId}`;
  for (const { text } of written) expect(text).not.toContain(key?.secret);
});

test('[COST-5] [COST-6] access to a model or provider is granted to the key or the team that it was asked for', async () => {
  const { member, lead, tenantId, searchId, fieldId } = scene.company;
  await scene.inside((tx) =>
    tx.insert(connection).values({ tenantId, id: newUuid(), name: 'Sandbox', provider: 'sandbox', models: ['small', 'large'] }),
  );
  const key = await createKey.execute(scene.as(member), { name: 'Laptop', allowed_models: ['small'] });
  const keyId = toPublicId('key', key.id);
  const forKey = await ask(member, { kind: 'model_access', models: ['large'], key_id: keyId });
  await approve(lead, forKey.id);
  const forTeam = await ask(member, { kind: 'provider_access', providers: ['sandbox'], team_id: teamIdOf(searchId) });
  await approve(lead, forTeam.id);
  const [row] = await scene.inside((tx) => tx.select().from(virtualKey).where(eq(virtualKey.id, key.id)));
  expect(row?.allowedModels).toEqual(['small', 'large']);
  const grants = await scene.inside((tx) => tx.select().from(accessGrant).where(eq(accessGrant.tenantId, tenantId)));
  expect(grants.map(({ kind, value, holderKind, holderId }) => [kind, value, holderKind, holderId]).sort()).toEqual([
    ['model', 'large', 'key', key.id],
    ['provider', 'sandbox', 'team', searchId],
  ]);
  const wrong = (input: object) => faultOf(ask(member, input));
  expect(await wrong({ kind: 'model_access', models: ['none'], key_id: keyId })).toBe('validation_failed /models/0');
  expect(await wrong({ kind: 'provider_access', providers: ['none'], key_id: keyId })).toBe('validation_failed /providers/0');
  expect(await wrong({ kind: 'provider_access', providers: ['sandbox'], team_id: teamIdOf(fieldId) })).toBe('not_found /team_id');
  expect(await wrong({ kind: 'model_access', models: ['large'] })).toBe('validation_failed /key_id');
  expect(await wrong({ kind: 'key_request', name: 'X', limit_usd: '3' })).toBe('validation_failed /limit_usd');
});

test('what another organization or another team asks for is not there', async () => {
  const { seller, member, lead } = scene.company;
  const { id, budgetId } = await raiseOf('400');
  expect(await faultOf(read(seller, id))).toBe('not_found');
  expect(await faultOf(ask(seller, { kind: 'budget_raise', budget_id: budgetIdOf(budgetId), limit_usd: '900' }))).toBe(
    'not_found /budget_id',
  );
  const other = await scene.otherCompany();
  const foreign = { ...scene.as(lead), authentication: { tenantId: other.tenantId, sessionId: other.admin.sessionId } };
  expect(await faultOf(getApproval.execute(foreign, { approval_id: approvalIdOf(id) }))).toBe('not_found');
  expect(await faultOf(approveApproval.execute(foreign, { approval_id: approvalIdOf(id) }))).toBe('not_found');
  expect(await faultOf(requestApproval.execute(foreign, { kind: 'budget_raise', budget_id: budgetIdOf(budgetId), limit_usd: '900' }))).toBe(
    'not_found /budget_id',
  );
  expect((await listApprovals.execute(foreign, {})).data).toEqual([]);
  expect(await listed(member, {})).toEqual([id]);
  await scene.inside((tx) => tx.update(userAccount).set({ status: 'deactivated' }).where(eq(userAccount.id, lead.userId)));
  expect(await faultOf(approve(lead, id))).toBe('unauthenticated');
  expect((await scene.inside((tx) => tx.select().from(approval).where(eq(approval.id, id))))[0]?.state).toBe('pending');
});

test.each([
  [{ kind: 'request' }, '/above_usd'],
  [{ kind: 'budget_raise', above_usd: '5' }, '/kind'],
  [{ kind: 'request', above_usd: '5', restricted: true }, '/restricted'],
  [{ kind: 'request', providers: ['nobody'] }, '/providers/0'],
  [{ levels: [{ role: 'nobody' }] }, '/levels/0/role'],
  [{ levels: [{ user_ids: [toPublicId('user', newUuid())] }] }, '/levels/0/user_ids'],
  [{ levels: [{}] }, '/levels/0/role'],
  [{ levels: [] }, '/levels'],
  [{ levels: [{ role: 'team_lead' }, { role: 'tenant_admin', up_to_usd: '5' }] }, '/levels'],
  [
    {
      levels: [
        { role: 'team_lead', up_to_usd: '5' },
        { role: 'tenant_admin', up_to_usd: '5' },
      ],
    },
    '/levels',
  ],
])('a rule that makes no sense is refused: %j', async (more, pointer) => {
  expect(await faultOf(rule(more))).toBe(`validation_failed ${pointer}`);
});
