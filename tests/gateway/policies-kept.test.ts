import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { groupMember, groupRole, role, userGroup } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { approveApproval, getApproval } from '#lib/approvals/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { loadPolicies } from '#lib/gateway/snapshot/load-policies.ts';
import { archivePolicy, createPolicy, listPolicies, publishPolicy } from '#lib/policies/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { insertVirtualKey, invocationOf, type SamplePerson } from '#tests/support/sample-company.ts';
import { chatBody, errorOf, lanes, post } from './support/call.ts';
import { type KeptScene, openKeptScene } from './support/kept-scene.ts';
import type { TestGateway } from './support/test-gateway.ts';

let scene: KeptScene;
const as = (person: SamplePerson) => invocationOf(scene.runtime, scene.company, person);

beforeAll(async () => {
  scene = await openKeptScene();
});
afterAll(() => scene.stop());
afterEach(async () => {
  for (const { id } of (await listPolicies.execute(as(scene.company.admin), {})).data) await retire(toPublicId('policy', id));
});

async function reload(): Promise<void> {
  const { tenantId } = scene.company;
  const policies = await inTenant(scene.database.databases.app, tenantId, (tx) => loadPolicies(tx, tenantId, silentLogger, Date.now()));
  for (const { snapshot } of Object.values(scene.gateways)) snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, policies });
}

async function publish(name: string, draft: object, more: object = {}): Promise<string> {
  const admin = as(scene.company.admin);
  const made = await createPolicy.execute(admin, { name, type: 'access', draft, ...more } as never);
  const id = toPublicId('policy', made.id);
  await publishPolicy.execute(admin, { policy_id: id, mode: 'active' });
  await reload();
  return id;
}

async function retire(id: string): Promise<void> {
  await archivePolicy.execute(as(scene.company.admin), { policy_id: id });
  await reload();
}

async function keyOf(gateway: TestGateway, person: 'member' | 'seller' = 'member'): Promise<string> {
  const { tenantId, searchId, fieldId, engineeringId, salesId } = scene.company;
  const { userId } = scene.company[person];
  const [teamId, departmentId] = person === 'member' ? [searchId, engineeringId] : [fieldId, salesId];
  const { id: keyId } = await insertVirtualKey(scene.database, tenantId, { kind: 'personal', userId, teamId });
  return gateway.snapshot.addKey({ tenantId, keyId, teamId, departmentId, userId });
}

const send = (gateway: TestGateway, key: string, headers: Record<string, string> = {}) =>
  post(gateway, { body: chatBody(), headers: { authorization: `Bearer ${key}`, ...headers } });

describe.each(lanes)('[GOV-1] policies as they are kept, %s', (lane) => {
  test('one that names who decides and in what time asks them and nobody else', async () => {
    scene.numberAnswers();
    const gateway = scene.gateways[lane];
    const approvers = [toPublicId('user', scene.company.seller.userId)];
    const action = { type: 'require_approval', parameters: { approvers, timeout_hours: 5 } };
    await publish(`Ask the seller, ${lane}`, { rules: { conditions: [], actions: [action] } });
    const key = await keyOf(gateway);
    const approvalId = (await send(gateway, key)).headers.get('x-tollgate-approval') ?? '';
    const asked = await getApproval.execute(as(scene.company.admin), { approval_id: approvalId } as never);
    const dueIn = (asked.due_at?.getTime() ?? 0) - asked.created_at.getTime();
    expect(Math.round(dueIn / 3_600_000)).toBe(5);
    await expect(approveApproval.execute(as(scene.company.lead), { approval_id: approvalId } as never)).rejects.toThrow();
    await approveApproval.execute(as(scene.company.seller), { approval_id: approvalId } as never);
    expect((await send(gateway, key, { 'x-tollgate-approval': approvalId })).status).toBe(200);
    const nobody = { type: 'require_approval', parameters: { approvers: [toPublicId('user', newUuid())] } };
    await expect(publish(`Ask nobody, ${lane}`, { rules: { conditions: [], actions: [nobody] } })).rejects.toThrow();
  });

  test('one that asks for an approval parks the call: with its approval it passes once', async () => {
    scene.numberAnswers();
    const gateway = scene.gateways[lane];
    const id = await publish(`Ask first, ${lane}`, { rules: { conditions: [], actions: [{ type: 'require_approval' }] } });
    const key = await keyOf(gateway);
    const parked = await send(gateway, key);
    const approvalId = parked.headers.get('x-tollgate-approval') ?? '';
    const error = await errorOf(parked);
    expect([parked.status, error.code, error.approval_id]).toEqual([403, 'approval_required', approvalId]);
    expect(error.message).toContain(`the policy "Ask first, ${lane}"`);
    await approveApproval.execute(as(scene.company.lead), { approval_id: approvalId } as never);
    const header = { 'x-tollgate-approval': approvalId };
    expect([(await send(gateway, key, header)).status, (await send(gateway, key, header)).status]).toEqual([200, 403]);
    expect(gateway.recorder.events.map(({ policy }) => policy?.outcome)).toContain('require_approval');
    await retire(id);
    expect((await send(gateway, key)).status).toBe(200);
  });

  test('is for its department, but for people who are excepted', async () => {
    scene.numberAnswers();
    const gateway = scene.gateways[lane];
    const { engineeringId, member } = scene.company;
    const scope = { kind: 'department', id: toPublicId('department', engineeringId) };
    const rules = { conditions: [], actions: [{ type: 'deny' }] };
    const id = await publish(`Engineering only, ${lane}`, { rules }, { scope });
    expect([(await send(gateway, await keyOf(gateway))).status, (await send(gateway, await keyOf(gateway, 'seller'))).status]).toEqual([
      403, 200,
    ]);
    await retire(id);
    const users = [toPublicId('user', member.userId)];
    const second = await publish(`But for one, ${lane}`, { rules, exceptions: { users } }, { scope });
    expect((await send(gateway, await keyOf(gateway))).status).toBe(200);
    await retire(second);
  });
});

describe('[GOV-1] roles that policies name', () => {
  test('are held by a group and by leading a team as they are by an assignment', async () => {
    scene.numberAnswers();
    const { company, database } = scene;
    const { tenantId, searchId, engineeringId, lead, member } = company;
    const gateway = scene.gateways['fast lane'];
    const { finance, leads } = await inTenant(database.databases.app, tenantId, async (tx) => {
      const roles = await tx.select({ id: role.id, name: role.name }).from(role).where(eq(role.tenantId, tenantId));
      const idOf = (name: string) => roles.find((one) => one.name === name)?.id ?? '';
      return { finance: idOf('finance'), leads: idOf('team_lead') };
    });
    const groupId = newUuid();
    await inTenant(database.databases.app, tenantId, async (tx) => {
      await tx.insert(userGroup).values({ tenantId, id: groupId, name: groupId });
      await tx.insert(groupRole).values({ tenantId, id: newUuid(), groupId, roleId: finance, scopeKind: 'tenant' });
      await tx.insert(groupMember).values({ tenantId, groupId, userId: member.userId });
    });
    const { id: keyId } = await insertVirtualKey(database, tenantId, { kind: 'personal', userId: lead.userId, teamId: searchId });
    const ofLead = gateway.snapshot.addKey({ tenantId, keyId, teamId: searchId, departmentId: engineeringId, userId: lead.userId });
    const ofMember = await keyOf(gateway);
    const statuses = async () => [(await send(gateway, ofMember)).status, (await send(gateway, ofLead)).status];
    const only = (roleId: string) => ({
      rules: { conditions: [{ field: 'roles', operator: 'equals', value: toPublicId('role', roleId) }], actions: [{ type: 'deny' }] },
    });
    const first = await publish('Not finance', only(finance));
    expect(await statuses()).toEqual([403, 200]);
    await retire(first);
    const second = await publish('Not leads', only(leads));
    expect(await statuses()).toEqual([200, 403]);
    await retire(second);
    const all = { conditions: [], actions: [{ type: 'deny' }] };
    await publish('But for both', { rules: all, exceptions: { roles: [finance, leads].map((id) => toPublicId('role', id)) } });
    expect([...(await statuses()), (await send(gateway, await keyOf(gateway, 'seller'))).status]).toEqual([200, 200, 403]);
    await inTenant(database.databases.app, tenantId, (tx) => tx.update(groupRole).set({ expiresAt: new Date(Date.now() - 1_000) }));
    await reload();
    expect(await statuses()).toEqual([403, 200]);
  });
});

describe('[GOV-1] what was used', () => {
  test('is read from what was posted, by user, team and key, today and this month', async () => {
    const { company, database } = scene;
    const { member, searchId, tenantId } = company;
    const by = { teamId: searchId, userId: member.userId };
    await postCalls(database, [companyCall(company, { atMs: Date.now(), by, costNanoUsd: 2_000_000_000n })]);
    const condition = (value: number) => ({
      rules: { conditions: [{ field: 'daily_cost_per_user', operator: 'greater_or_equal', value }], actions: [{ type: 'deny' }] },
    });
    const id = await publish('Two dollars a day', condition(2));
    const gateway = scene.gateways['fast lane'];
    expect([(await send(gateway, await keyOf(gateway))).status, (await send(gateway, await keyOf(gateway, 'seller'))).status]).toEqual([
      403, 200,
    ]);
    await retire(id);
    const higher = await publish('Three dollars a day', condition(3));
    expect((await send(gateway, await keyOf(gateway))).status).toBe(200);
    await retire(higher);
    expect(await inTenant(database.databases.app, tenantId, (tx) => loadPolicies(tx, tenantId, silentLogger, Date.now()))).toBeNull();
  });
});
