import { beforeEach, describe, expect, it } from 'vitest';
import { toPublicId } from '#lib/core/ids.ts';
import {
  archivePolicy,
  createPolicy,
  exportPolicies,
  getPolicy,
  getPolicySettings,
  importPolicies,
  listPolicies,
  listPolicyVersions,
  publishPolicy,
  replayPolicy,
  rollbackPolicy,
  setPolicySettings,
  testPolicy,
  updatePolicy,
} from '#lib/policies/index.ts';
import { listUsageEvents } from '#lib/usage/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';

const scene = companyScene('policies');
const { as, inside } = scene;
const admin = (options = {}) => as(scene.company.admin, options);

const rules = (value: number) => ({
  rules: { conditions: [{ field: 'input_tokens', operator: 'greater_than', value }], actions: [{ type: 'deny' }] },
});
let names = 0;
const newName = () => {
  names += 1;
  return `Policy ${names}`;
};
const create = (draft: object = rules(1), more: object = {}) =>
  createPolicy.execute(admin(), { name: newName(), type: 'model', draft, ...more } as never);
const idOf = (policy: { id: string }) => ({ policy_id: toPublicId('policy', policy.id) });

describe('[GOV-1] the life of a policy', () => {
  it('begins as a draft, watches, is in force, and goes back to an old version', async () => {
    const made = await create();
    expect(made).toMatchObject({ status: 'draft', definition: null, latest_version: null, draft_saved_by_name: expect.any(String) });
    const watching = await publishPolicy.execute(admin(), { ...idOf(made), mode: 'shadow', note: 'Look first' });
    expect(watching).toMatchObject({ status: 'shadow', shadow_version: 1, active_version: null, draft: null });
    const first = await publishPolicy.execute(admin(), { ...idOf(made), mode: 'active' });
    expect(first).toMatchObject({ status: 'active', shadow_version: null, active_version: 1 });
    await updatePolicy.execute(admin(), { ...idOf(made), draft: rules(2) as never });
    const both = await publishPolicy.execute(admin(), { ...idOf(made), mode: 'shadow' });
    expect(both).toMatchObject({ status: 'active', shadow_version: 2, active_version: 1 });
    expect(await publishPolicy.execute(admin(), { ...idOf(made), mode: 'active', note: 'Now' })).toMatchObject({ active_version: 2 });
    const { data } = await listPolicyVersions.execute(admin(), idOf(made));
    expect(data.map(({ number, note, is_active, changes }) => [number, note, is_active, changes])).toEqual([
      [2, '', true, [{ pointer: '/rules/conditions/0/value', before: '1', after: '2' }]],
      [1, 'Look first', false, []],
    ]);
    expect(await rollbackPolicy.execute(admin(), { ...idOf(made), number: 1 })).toMatchObject({ active_version: 1, latest_version: 2 });
    expect(await faultOf(rollbackPolicy.execute(admin(), { ...idOf(made), number: 2 }))).toBe('conflict');
    expect(await faultOf(rollbackPolicy.execute(admin(), { ...idOf(made), number: 9 }))).toBe('validation_failed /number');
    expect(await faultOf(publishPolicy.execute(admin(), { ...idOf(made), mode: 'active' }))).toBe('conflict');
    expect(await archivePolicy.execute(admin(), idOf(made))).toMatchObject({ status: 'archived', active_version: null });
    expect(await faultOf(updatePolicy.execute(admin(), { ...idOf(made), name: 'Again' }))).toBe('conflict');
  });

  it('keeps what was published even from its own code: the table takes no change', async () => {
    const made = await create();
    await publishPolicy.execute(admin(), { ...idOf(made), mode: 'active' });
    const change = inside((tx) => tx.execute(`update policy_version set note = 'forged' where policy_id = '${made.id}'` as never));
    await expect(change).rejects.toMatchObject({ cause: { message: expect.stringContaining('permission denied') } });
  });

  it('goes by If-Match, refuses a name twice, and is found by name, type and status', async () => {
    const made = await create(rules(1), { name: 'One of a kind', type: 'data' });
    expect(await faultOf(updatePolicy.execute(admin({ ifMatch: 99 }), { ...idOf(made), description: 'x' }))).toBe('precondition_failed');
    expect(await updatePolicy.execute(admin({ ifMatch: 1 }), { ...idOf(made), description: 'For chats' })).toMatchObject({ version: 2 });
    expect(await faultOf(create(rules(1), { name: 'one of a KIND' }))).toBe('conflict /name');
    const found = await listPolicies.execute(admin(), { search: 'CHATS', status: 'draft', type: 'data' });
    expect(found.data.map(({ name }) => name)).toEqual(['One of a kind']);
    expect((await listPolicies.execute(admin(), { search: 'chats', type: 'rate' })).data).toEqual([]);
    expect(await getPolicy.execute(admin(), idOf(made))).toMatchObject({ name: 'One of a kind' });
  });

  it('a policy whose version cannot be read is shown as broken', async () => {
    const made = await create();
    await publishPolicy.execute(admin(), { ...idOf(made), mode: 'active' });
    const { superuser } = scene.database;
    await superuser`update policy_version set definition = '{"rules":{"conditions":[],"actions":[{"type":"later"}]}}' where policy_id = ${made.id}`;
    expect(await getPolicy.execute(admin(), idOf(made))).toMatchObject({ is_broken: true, definition: null, status: 'active' });
    await archivePolicy.execute(admin(), idOf(made));
  });

  it('is written by administrators', async () => {
    const { seller, member } = scene.company;
    for (const person of [seller, member])
      expect(await faultOf(createPolicy.execute(as(person), { name: newName(), type: 'model', draft: rules(1) as never }))).toBe(
        'forbidden',
      );
  });
});

describe('[GOV-1] policies that read the text of requests', () => {
  it('are bounded together when they are published or rolled back to, not while they are drafts', async () => {
    const reading = (times: number) => ({
      rules: {
        conditions: Array.from({ length: times }, (_, index) => ({ field: 'prompt', operator: 'contains', value: `word ${index}` })),
        actions: [{ type: 'log' }],
      },
    });
    const publish = (made: { id: string }, mode: 'active' | 'shadow' = 'active') => publishPolicy.execute(admin(), { ...idOf(made), mode });
    const redraft = (made: { id: string }, draft: object) => updatePolicy.execute(admin(), { ...idOf(made), draft: draft as never });
    const [first, second, other] = [await create(reading(15)), await create(reading(6)), await create()];
    await publish(first);
    expect(await faultOf(publish(second, 'shadow'))).toBe('validation_failed /draft/rules/conditions');
    expect(await publish(other)).toMatchObject({ status: 'active' });
    await redraft(second, reading(5));
    await publish(second, 'shadow');
    expect(await publish(second)).toMatchObject({ status: 'active', active_version: 1 });
    await redraft(first, reading(1));
    await publish(first);
    await redraft(second, reading(6));
    await publish(second);
    expect(await faultOf(rollbackPolicy.execute(admin(), { ...idOf(first), number: 1 }))).toBe('validation_failed /number');
    await archivePolicy.execute(admin(), idOf(second));
    expect(await rollbackPolicy.execute(admin(), { ...idOf(first), number: 1 })).toMatchObject({ active_version: 1 });
    for (const made of [first, other]) await archivePolicy.execute(admin(), idOf(made));
  });
});

describe('[GOV-1] what a policy must be', () => {
  const refused = (draft: object, more: object = {}) => faultOf(create(draft, more));
  const condition = (one: object) => ({ rules: { conditions: [one], actions: [{ type: 'deny' }] } });

  it('names fields, operators and values that fit, or says where they do not', async () => {
    expect(await refused(condition({ field: 'colour', operator: 'equals', value: 'red' }))).toBe(
      'validation_failed /draft/rules/conditions/0/field',
    );
    expect(await refused(condition({ field: 'model', operator: 'less_than', value: 3 }))).toBe(
      'validation_failed /draft/rules/conditions/0/operator',
    );
    expect(await refused(condition({ field: 'prompt', operator: 'matches', value: '(?<=a)b' }))).toBe(
      'validation_failed /draft/rules/conditions/0/value',
    );
    expect(await refused({ rules: { conditions: [], actions: [] } })).toBe('validation_failed /draft/rules/actions');
    expect(await refused({ ...rules(1), colour: 'red' })).toContain('validation_failed');
  });

  it('is for departments, teams and people that are there', async () => {
    const team = toPublicId('team', scene.company.searchId);
    const ofTeam = await create(rules(1), { scope: { kind: 'team', id: team } });
    expect(ofTeam).toMatchObject({ scope: { kind: 'team', id: team }, scope_name: 'Search' });
    expect(await refused(rules(1), { scope: { kind: 'department', id: team } })).toBe('validation_failed /scope/id');
    const gone = toPublicId('team', '01936b1e-7a00-7000-8000-0000000000ee');
    expect(await refused(rules(1), { scope: { kind: 'team', id: gone } })).toBe('validation_failed /scope/id');
    expect(await refused({ ...rules(1), exceptions: { teams: [team, gone] } })).toBe('validation_failed /draft/exceptions/teams/1');
  });
});

describe('[GOV-1] a second person', () => {
  beforeEach(() => setPolicySettings.execute(admin(), { needs_second_person: false }));

  it('has to put in force what another wrote, where the organization wants that', async () => {
    const { seller, admin: writer } = scene.company;
    await inside((tx) =>
      tx.execute(
        `insert into role_assignment (tenant_id, id, user_id, role_id, scope_kind)
        select tenant_id, gen_random_uuid(), '${seller.userId}', id, 'tenant' from role where name = 'tenant_admin'` as never,
      ),
    );
    expect(await setPolicySettings.execute(admin(), { needs_second_person: true })).toMatchObject({ needs_second_person: true });
    expect(await getPolicySettings.execute(admin(), {})).toMatchObject({ needs_second_person: true });
    const made = await create();
    expect(await faultOf(publishPolicy.execute(as(writer), { ...idOf(made), mode: 'active' }))).toBe('forbidden');
    await publishPolicy.execute(as(writer), { ...idOf(made), mode: 'shadow' });
    expect(await faultOf(publishPolicy.execute(as(writer), { ...idOf(made), mode: 'active' }))).toBe('forbidden');
    expect(await publishPolicy.execute(as(seller), { ...idOf(made), mode: 'active' })).toMatchObject({ active_version: 1 });
  });
});

describe('[GOV-1] policies as a document', () => {
  it('come back as they were exported, as drafts, and twice changes nothing', async () => {
    const made = await create(rules(7), { name: 'Portable' });
    await publishPolicy.execute(admin(), { ...idOf(made), mode: 'active' });
    const { policies } = await exportPolicies.execute(admin(), {});
    const portable = policies.find(({ name }) => name === 'Portable');
    if (portable === undefined) throw new Error('It was exported');
    expect(await importPolicies.execute(admin(), { policies: [portable] })).toEqual({ created: 0, changed: 0, unchanged: 1 });
    const changed = { ...portable, definition: { ...portable.definition, priority: 7 } };
    const fresh = { ...portable, name: 'Fresh' };
    expect(await importPolicies.execute(admin(), { policies: [changed, fresh] })).toEqual({ created: 1, changed: 1, unchanged: 0 });
    expect(await getPolicy.execute(admin(), idOf(made))).toMatchObject({
      definition: { priority: 100 },
      draft: { priority: 7 },
      active_version: 1,
    });
    const faulty = {
      ...fresh,
      name: 'Faulty',
      definition: { ...fresh.definition, rules: { ...fresh.definition.rules, conditions: [{ field: 'x' }] } },
    };
    const fault = await faultOf(importPolicies.execute(admin(), { policies: [{ ...fresh, name: 'Fine' }, faulty] }));
    expect(fault).toBe('validation_failed /policies/1/definition/rules/conditions/0/field');
    expect((await listPolicies.execute(admin(), { search: 'Fine' })).data).toEqual([]);
  });
});

describe('[GOV-1] a policy is tried before it is in force', () => {
  const expensive = {
    rules: {
      conditions: [{ field: 'daily_cost_per_user', operator: 'greater_than', value: 100 }],
      actions: [{ type: 'require_approval' }],
    },
  };

  it('on a made-up call, comparison by comparison', async () => {
    const over = await testPolicy.execute(admin(), { definition: expensive, sample: { daily_cost_per_user: 100.01 } } as never);
    expect(over).toMatchObject({ result: 'matches', outcome: 'require_approval', conditions: [{ holds: true, depth: 0 }] });
    const under = await testPolicy.execute(admin(), { definition: expensive, sample: { daily_cost_per_user: '99.5' } } as never);
    expect(under).toMatchObject({ result: 'conditions_fail', outcome: 'allow', verdict: 'The policy is not about this call.' });
    const faulty = testPolicy.execute(admin(), { definition: expensive, sample: { colour: 'red' } } as never);
    expect(await faultOf(faulty)).toBe('validation_failed /sample/colour');
    const broken = { ...expensive, rules: { ...expensive.rules, conditions: [{ field: 'x', operator: 'exists' }] } };
    expect(await faultOf(testPolicy.execute(admin(), { definition: broken } as never))).toBe(
      'validation_failed /definition/rules/conditions/0/field',
    );
  });

  it('on the calls of the last days: how many it is about, whose, what they cost, and what is not known of them', async () => {
    const { company, database } = scene;
    const by = { teamId: company.searchId, userId: company.member.userId };
    const atMs = Date.now() - 60_000;
    const calls = [1n, 60n, 70n].map((dollars, index) =>
      companyCall(company, { atMs: atMs + index, by, costNanoUsd: dollars * 1_000_000_000n }),
    );
    await postCalls(database, calls);
    const replayed = await replayPolicy.execute(admin(), {
      definition: {
        ...expensive,
        rules: { ...expensive.rules, conditions: [{ field: 'daily_cost_per_user', operator: 'greater_than', value: 60 }] },
      },
      days: 2,
    } as never);
    // The third call comes when 61 dollars are spent.
    expect(replayed).toMatchObject({
      calls: 3,
      matched: 1,
      matched_cost_usd: 70_000_000_000n,
      outcome: 'require_approval',
      is_complete: true,
      not_recorded: [],
    });
    expect(replayed.by_team).toEqual([{ name: 'Search', calls: 1, cost_usd: 70_000_000_000n }]);
    expect(replayed.examples).toEqual([calls[2]?.id]);
    const prompt = { rules: { conditions: [{ field: 'prompt', operator: 'contains', value: 'x' }], actions: [{ type: 'deny' }] } };
    expect(await replayPolicy.execute(admin(), { definition: prompt } as never)).toMatchObject({ matched: 0, not_recorded: ['prompt'] });
  });
});

describe('[GOV-1] [COST-2] what policies said of calls', () => {
  it('lies in the records of calls, and is found by outcome and policy', async () => {
    const { company, database } = scene;
    const made = await create(rules(1), { name: 'Noted' });
    const said = { id: made.id, version: 1, mode: 'active' as const, actions: ['deny'] };
    const atMs = Date.now() - 30_000;
    const refused = companyCall(company, { atMs, status: 'refused', policy: { outcome: 'deny', policies: [said] } });
    const watched = companyCall(company, {
      atMs: atMs + 1,
      policy: { outcome: 'allow', policies: [{ ...said, mode: 'shadow' as const }] },
    });
    await postCalls(database, [refused, watched, companyCall(company, { atMs: atMs + 2 })]);
    const found = async (filter: object) => (await listUsageEvents.execute(admin(), filter as never)).data.map(({ id }) => id);
    expect(await found({ policy_outcome: 'deny' })).toEqual([refused.id]);
    expect(await found({ policy_id: idOf(made).policy_id })).toEqual([watched.id, refused.id]);
    expect(await found({ policy_outcome: 'any', policy_id: idOf(made).policy_id, limit: 1 })).toEqual([watched.id]);
    const { data } = await listUsageEvents.execute(admin(), { policy_outcome: 'deny' } as never);
    expect(data[0]?.policy).toEqual({ outcome: 'deny', policies: [{ ...said, name: 'Noted' }], guardrails: [] });
  });
});
