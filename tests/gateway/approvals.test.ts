import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { approval, auditEntry } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import {
  approveApproval,
  createRule,
  getApproval,
  listApprovals,
  rejectApproval,
  requestApproval,
  updateRule,
} from '#lib/approvals/index.ts';
import { loadApprovals } from '#lib/approvals/load-approvals.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { insertVirtualKey, invocationOf, type SamplePerson } from '#tests/support/sample-company.ts';
import { chatBody, errorOf, lanes, post } from './support/call.ts';
import { type KeptScene, openKeptScene } from './support/kept-scene.ts';
import { answerJson } from './support/scripted-provider.ts';
import type { TestGateway } from './support/test-gateway.ts';

let scene: KeptScene;
let ruleId: string;
/** The key of this test, as each gateway knows it. */
let keys: ReadonlyMap<TestGateway, string>;
let keyId: string;

const header = 'x-tollgate-approval';
const as = (person: SamplePerson) => invocationOf(scene.runtime, scene.company, person);
const levels = [{ role: 'team_lead' as const }];

beforeAll(async () => {
  scene = await openKeptScene();
  const rule = await createRule.execute(as(scene.company.admin), { name: 'Large calls', kind: 'request', above_usd: '0', levels });
  ruleId = toPublicId('approvalRule', rule.id);
});
afterAll(() => scene.stop());
beforeEach(async () => {
  scene.numberAnswers();
  await change({ above_usd: '0', providers: [], models: [], restricted: false, auto_approve_under_usd: null });
  const { tenantId, searchId: teamId, engineeringId: departmentId, member } = scene.company;
  const made = await insertVirtualKey(scene.database, tenantId, { kind: 'personal', userId: member.userId, teamId });
  keyId = made.id;
  keys = new Map(
    Object.values(scene.gateways).map((gateway) => {
      gateway.recorder.events.length = 0;
      return [gateway, gateway.snapshot.addKey({ tenantId, keyId, teamId, departmentId, userId: member.userId })];
    }),
  );
});

/** Changes the rule, and lets every gateway know as the snapshot of a process would. */
async function change(input: object): Promise<void> {
  await updateRule.execute(as(scene.company.admin), { rule_id: ruleId, ...input });
  await reload();
}
async function reload(): Promise<void> {
  const { tenantId } = scene.company;
  const approvals = await inTenant(scene.database.databases.app, tenantId, (tx) => loadApprovals(tx, tenantId));
  for (const { snapshot } of Object.values(scene.gateways)) snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, approvals });
}

const send = (gateway: TestGateway, approvalId?: string | null, body = chatBody()) =>
  post(gateway, {
    body,
    headers: { authorization: `Bearer ${keys.get(gateway)}`, ...(approvalId == null ? {} : { [header]: approvalId }) },
  });
const approve = (id: string | null, more: object = {}, person: SamplePerson = scene.company.lead) =>
  approveApproval.execute(as(person), { approval_id: id, ...more });
const asked = () => scene.provider.seen.length;

describe.each(lanes)('[COST-6] calls that need an approval, %s', (lane) => {
  const gatewayOf = () => scene.gateways[lane];

  test('are refused with the id of an approval, pass once with it, and no further time', async () => {
    const gateway = gatewayOf();
    const refused = await send(gateway);
    const id = refused.headers.get(header);
    const error = await errorOf(refused);
    expect([refused.status, refused.headers.get('x-should-retry'), error.code, error.approval_id]).toEqual([
      403,
      'false',
      'approval_required',
      id,
    ]);
    expect(error.message).toContain(`send the same request with the header x-tollgate-approval: ${id}`);
    expect([asked(), gateway.recorder.holds.length]).toEqual([0, 0]);
    const [event] = await gateway.recorder.untilEvents(1);
    expect(event).toMatchObject({ status: 'refused', httpStatus: 403, errorCode: 'approval_required', costNanoUsd: 0n });
    const waiting = await send(gateway, id);
    expect([waiting.status, waiting.headers.get(header)]).toEqual([403, id]);
    const known = await getApproval.execute(as(scene.company.lead), { approval_id: id });
    expect(known).toMatchObject({ kind: 'request', key_id: keyId, requester_name: 'member', models: ['gpt-4o-mini'], can_decide: true });
    await approve(id);
    const told = await send(gateway);
    expect([told.status, (await errorOf(told)).message]).toEqual([403, expect.stringContaining('is approved')]);
    const passed = await send(gateway, id);
    expect([passed.status, asked()]).toEqual([200, 1]);
    await passed.text();
    const again = await send(gateway, id);
    expect([again.status, again.headers.get(header) === id]).toEqual([403, false]);
    expect((await errorOf(again)).message).toContain('used up');
    expect(asked()).toBe(1);
  });

  test('ask once, however many come at the same moment, and of those with the approval one passes', async () => {
    const [gateway, other] = [gatewayOf(), scene.gateways[lanes.find((name) => name !== lane) ?? lane]];
    const refused = await Promise.all(Array.from({ length: 12 }, () => send(gateway)));
    const ids = new Set(refused.map((response) => response.headers.get(header)));
    expect([refused.every(({ status }) => status === 403), ids.size]).toEqual([true, 1]);
    const [id = null] = ids;
    await approve(id);
    const answers = await Promise.all(Array.from({ length: 24 }, (_, index) => send(index % 2 === 0 ? gateway : other, id)));
    // The other process hashes under the same secret, so it knows the request for the same.
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(asked()).toBe(1);
  });

  test('may be approved for several uses: of the same model, up to the same cost, until its time is over', async () => {
    const gateway = gatewayOf();
    const id = (await send(gateway, null, chatBody({ max_tokens: 100 }))).headers.get(header);
    await approve(id, { uses: 3, valid_hours: 2 });
    expect((await send(gateway, id, chatBody({ max_tokens: 90 }))).status).toBe(200);
    const dearer = await send(gateway, id, chatBody({ max_tokens: 5000 }));
    expect([dearer.status, (await errorOf(dearer)).message]).toEqual([403, expect.stringContaining('less money')]);
    const rest = await Promise.all(Array.from({ length: 8 }, () => send(gateway, id, chatBody({ max_tokens: 80 }))));
    expect(rest.filter(({ status }) => status === 200)).toHaveLength(2);
    const late = (await send(gateway, null, chatBody({ max_tokens: 50 }))).headers.get(header);
    await approve(late, { uses: 2 });
    await scene.database
      .superuser`update approval set usable_until_at = now() - interval '1 second' where state = 'approved' and key_id = ${keyId}`;
    expect((await send(gateway, late, chatBody({ max_tokens: 50 }))).status).toBe(403);
  });

  test('approved for one use cover that very request, of that very key', async () => {
    const gateway = gatewayOf();
    const id = (await send(gateway)).headers.get(header);
    await approve(id);
    const other = await send(gateway, id, chatBody({ seed: 1 }));
    expect([other.status, (await errorOf(other)).message]).toEqual([403, expect.stringContaining('another request')]);
    const { tenantId, searchId: teamId, seller } = scene.company;
    const foreign = await insertVirtualKey(scene.database, tenantId, { kind: 'personal', userId: seller.userId, teamId });
    const theirs = gateway.snapshot.addKey({ tenantId, keyId: foreign.id, teamId, userId: seller.userId });
    const stolen = await post(gateway, { headers: { authorization: `Bearer ${theirs}`, [header]: id ?? '' } });
    expect([stolen.status, (await errorOf(stolen)).message]).toEqual([403, expect.stringContaining('names no approval of this key')]);
    for (const wrong of ['nonsense', toPublicId('approval', keyId)]) expect((await send(gateway, wrong)).status).toBe(403);
    expect([asked(), (await send(gateway, id)).status]).toEqual([0, 200]);
  });

  test('that are passed on as they are need one for their very bytes, too', async () => {
    const gateway = gatewayOf();
    const pass = (more: object, id: string | null = null) =>
      fetch(`${gateway.baseUrl}/proxy/upstream/chat/completions`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${keys.get(gateway)}`,
          'content-type': 'application/json',
          ...(id === null ? {} : { [header]: id }),
        },
        body: chatBody({ max_tokens: 10, ...more }),
      });
    const id = (await pass({ seed: 1 })).headers.get(header);
    await approve(id);
    const other = await pass({ seed: 2 }, id);
    expect([other.status, (await errorOf(other)).message]).toEqual([403, expect.stringContaining('another request')]);
    expect([asked(), (await pass({ seed: 1 }, id)).status]).toEqual([0, 200]);
  });

  test('keep their approval when they fail before they can cost anything', async () => {
    const gateway = gatewayOf();
    const id = (await send(gateway)).headers.get(header);
    await approve(id);
    scene.provider.script = answerJson('{"error":{"message":"no"}}', 400);
    expect((await send(gateway, id)).status).toBe(400);
    scene.numberAnswers();
    await expect.poll(async () => (await send(gateway, id)).status).toBe(200);
    expect((await send(gateway, id)).status).toBe(403);
  });

  test('that were rejected are told why, and ask nobody again', async () => {
    const gateway = gatewayOf();
    const id = (await send(gateway)).headers.get(header);
    await rejectApproval.execute(as(scene.company.lead), { approval_id: id, comment: 'Use a smaller prompt' });
    const again = await send(gateway, id);
    expect([again.status, again.headers.get(header), (await errorOf(again)).message]).toEqual([
      403,
      id,
      expect.stringContaining('Use a smaller prompt'),
    ]);
    expect((await send(gateway)).headers.get(header)).toBe(id);
  });
});

test('[COST-6] a call that a rule approves by itself passes at once, and is recorded as approved', async () => {
  await change({ auto_approve_under_usd: '1' });
  const gateway = scene.gateways['fast lane'];
  for (let count = 1; count <= 2; count += 1) expect((await send(gateway)).status).toBe(200);
  const rows = await inTenant(scene.database.databases.app, scene.company.tenantId, (tx) =>
    tx.select().from(approval).where(eq(approval.keyId, keyId)),
  );
  expect(rows.map(({ state, uses }) => [state, uses])).toEqual([
    ['used', 1],
    ['used', 1],
  ]);
});

test('[COST-5] an approval-only provider serves calls with an approval, and those of who was granted access', async () => {
  await change({ above_usd: null, providers: ['openai-compatible'] });
  const gateway = scene.gateways['fast lane'];
  const refused = await send(gateway);
  expect([refused.status, (await errorOf(refused)).message]).toEqual([403, expect.stringContaining('is approval-only')]);
  const access = await requestApproval.execute(as(scene.company.member), {
    ...{ kind: 'provider_access', providers: ['openai-compatible'], key_id: toPublicId('key', keyId) },
  });
  await approve(toPublicId('approval', access.id));
  await reload();
  expect((await send(gateway)).status).toBe(200);
});

test('[COST-5] a restricted model is served with access alone; no single call can be approved', async () => {
  await change({ above_usd: null, models: ['gpt-4o-mini'], restricted: true });
  const gateway = scene.gateways['fast lane'];
  const refused = await send(gateway);
  expect([refused.status, refused.headers.get(header)]).toEqual([403, null]);
  expect(await errorOf(refused)).toMatchObject({ code: 'model_not_allowed', message: expect.stringContaining('Ask for access') });
  const listed = await listApprovals.execute(as(scene.company.lead), { view: 'mine', kind: 'request' });
  expect(listed.data.filter(({ key_id }) => key_id === keyId)).toEqual([]);
});

test('calls below the limit, and those of tenants without a rule, ask nothing of the database', async () => {
  await change({ above_usd: '1000' });
  const gateway = scene.gateways['fast lane'];
  const before = await scene.database.superuser`select count(*)::int as n from approval`;
  expect((await send(gateway, 'apr_anything')).status).toBe(200);
  expect(await scene.database.superuser`select count(*)::int as n from approval`).toEqual(before);
});

test('one key has a limited number of calls that wait', async () => {
  const gateway = scene.gateways['fast lane'];
  for (let seed = 0; seed < 20; seed += 1) expect((await send(gateway, null, chatBody({ seed }))).headers.get(header)).not.toBeNull();
  const more = await send(gateway, null, chatBody({ seed: 99 }));
  expect([more.status, more.headers.get(header), (await errorOf(more)).message]).toEqual([
    403,
    null,
    expect.stringContaining('Too many calls'),
  ]);
});

test('asking and using are in the audit trail, in the name of the key’s owner', async () => {
  const gateway = scene.gateways['fast lane'];
  const id = (await send(gateway)).headers.get(header);
  await approve(id);
  await (await send(gateway, id)).text();
  const { tenantId, member } = scene.company;
  const entries = await inTenant(scene.database.databases.app, tenantId, (tx) =>
    tx
      .select()
      .from(auditEntry)
      .where(eq(auditEntry.resourceId, id ?? '')),
  );
  expect(entries.map(({ action, actorName }) => [action, actorName]).sort()).toEqual([
    ['approval.approve', scene.company.lead.email],
    ['approval.request', member.email],
    ['approval.use', member.email],
  ]);
});
