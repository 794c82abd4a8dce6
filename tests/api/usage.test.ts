// This file is long because one world of known calls answers all its questions.
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { team } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { currentPriceTable } from '#lib/catalog/current-price-table.ts';
import { importPrices } from '#lib/catalog/index.ts';
import { priceCall } from '#lib/catalog/price-call.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { encodeCursor } from '#lib/core/cursor.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { formatUsd } from '#lib/core/money.ts';
import { getUsageEvent } from '#lib/usage/get-usage-event.ts';
import { listUsageEvents } from '#lib/usage/list-usage-events.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { busyCalls, companyCall, postCalls } from '#tests/support/company-calls.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import {
  commandRuntimeOf,
  createSampleCompany,
  insertVirtualKey,
  invocationOf,
  type SampleCompany,
  type SamplePerson,
} from '#tests/support/sample-company.ts';

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;
/** Everything that was posted, newest first. */
let posted: readonly UsageEvent[];
let keyId: string;
const routeId = newUuid();
const [projectId, environmentId] = [newUuid(), newUuid()];
const costShares = [333_333, 333_333, 333_334].map((partsPerMillion) => ({ costCenterId: newUuid(), partsPerMillion }));

const failedAttempt = { connectionId: newUuid(), provider: 'openai', model: 'gpt-4o' };
const routing: NonNullable<UsageEvent['routing']> = {
  ...{ version: 4, via: 'least_cost', reasons: ['policy', 'failover'] },
  failed: [{ ...failedAttempt, fault: 'rate_limited', errorCode: 'provider_rate_limited', httpStatus: 429, durationMs: 81 }],
};

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 9, 20, 12);

const newestFirst = (events: readonly UsageEvent[]) => events.toSorted((a, b) => (a.id < b.id ? 1 : -1));

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = commandRuntimeOf(database);
  await importPrices(database.databases.jobs);
  company = await createSampleCompany(database, 'acme');
  keyId = (await insertVirtualKey(database, company.tenantId, { name: 'Nightly report', kind: 'team', teamId: company.searchId })).id;
  const busy = [...busyCalls(company, { count: 3000, fromMs: nowMs - 40 * dayMs, toMs: nowMs, seed: 3 })];
  const special = [
    companyCall(company, {
      atMs: nowMs - 35 * dayMs,
      by: { keyId, teamId: company.searchId, departmentId: company.engineeringId },
      status: 'interrupted',
    }),
    companyCall(company, { atMs: nowMs - 3 * dayMs, by: { keyId, teamId: company.searchId, departmentId: company.engineeringId } }),
    companyCall(company, { atMs: nowMs - 2 * dayMs, by: { userId: company.guest.userId }, costNanoUsd: 3n }),
    companyCall(company, { atMs: nowMs - 2 * dayMs, routeId, taskType: 'code_review' }),
    companyCall(company, { atMs: nowMs - 4 * dayMs, taskType: 'code_review' }),
    companyCall(company, { atMs: nowMs - 7 * dayMs, taskType: 'rerouted', routing, baselineNanoUsd: 1_400_000n, attempts: 2 }),
    companyCall(company, { atMs: nowMs - 5 * dayMs, by: { projectId, environmentId, costShares }, costNanoUsd: 100n }),
    companyCall(company, { atMs: nowMs - 6 * dayMs, by: { projectId, costShares: costShares.slice(0, 1) } }),
  ];
  // Several in the same millisecond: the id alone orders them.
  const crowd = Array.from({ length: 40 }, () => companyCall(company, { atMs: nowMs - dayMs }));
  posted = newestFirst([...busy, ...special, ...crowd]);
  await postCalls(database, posted);
});
afterAll(() => database.drop());

const as = (person: SamplePerson) => invocationOf(runtime, company, person);
type Input = Record<string, unknown>;

/** Every page of a list, joined. */
async function all(person: SamplePerson, input: Input = {}): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await listUsageEvents.execute(as(person), { limit: 200, ...input, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.data.map((row) => row.id));
    cursor = page.next_cursor;
  }
  return ids;
}

const idsWhere = (condition: (event: UsageEvent) => boolean) => posted.filter(condition).map((event) => event.id);

describe('[COST-2] the log of calls', () => {
  test('shows every call once, newest first, also those of one millisecond, at any size of page', async () => {
    const expected = idsWhere(() => true);
    expect(await all(company.admin)).toEqual(expected);
    expect(await all(company.admin, { limit: 7, from: new Date(nowMs - 2 * dayMs).toISOString() })).toEqual(
      idsWhere((event) => event.id >= newUuid(nowMs - 2 * dayMs).slice(0, 13)),
    );
  });

  test('narrows by every filter alone and together, as a plain loop over the calls does', async () => {
    const searchId = toPublicId('team', company.searchId);
    const userId = toPublicId('user', company.member.userId);
    const isSearch = (event: UsageEvent) => event.attribution.teamId === company.searchId;
    const cases: readonly (readonly [Input, (event: UsageEvent) => boolean])[] = [
      [{ team_id: searchId }, isSearch],
      [
        { department_id: toPublicId('department', company.engineeringId) },
        (event) => event.attribution.departmentId === company.engineeringId,
      ],
      [{ user_id: userId }, (event) => event.attribution.userId === company.member.userId],
      [{ key_id: toPublicId('key', keyId) }, (event) => event.attribution.keyId === keyId],
      [{ model: 'o3' }, (event) => event.model === 'o3'],
      [{ provider: 'openai' }, (event) => event.provider === 'openai'],
      [{ status: 'failed' }, (event) => event.status === 'failed'],
      [{ status: 'interrupted' }, (event) => event.status === 'interrupted'],
      [{ route_id: toPublicId('route', routeId) }, (event) => event.routeId === routeId],
      [{ task_type: 'code_review' }, (event) => event.taskType === 'code_review'],
      [{ project_id: toPublicId('project', projectId) }, (event) => event.attribution.projectId === projectId],
      [{ environment_id: toPublicId('environment', environmentId) }, (event) => event.attribution.environmentId === environmentId],
      ...costShares.map(({ costCenterId }): readonly [Input, (event: UsageEvent) => boolean] => [
        { cost_center_id: toPublicId('costCenter', costCenterId) },
        (event) => event.attribution.costShares?.some((share) => share.costCenterId === costCenterId) === true,
      ]),
      [{ min_cost_usd: '0.049' }, (event) => event.costNanoUsd >= 49_000_000n],
      [{ team_id: searchId, status: 'failed' }, (event) => isSearch(event) && event.status === 'failed'],
      [
        { team_id: searchId, user_id: userId, model: 'gpt-4o', min_cost_usd: '0.01' },
        (event) =>
          isSearch(event) &&
          event.attribution.userId === company.member.userId &&
          event.model === 'gpt-4o' &&
          event.costNanoUsd >= 10_000_000n,
      ],
      [{ connection_id: toPublicId('connection', newUuid()) }, () => false],
      [{ model: 'no-such-model' }, () => false],
    ];
    for (const [input, condition] of cases)
      expect(await all(company.admin, { ...input, limit: 50 }), JSON.stringify(input)).toEqual(idsWhere(condition));
  });

  test('tells how a call came to its target, what was tried before, and what the choice was worth', async () => {
    const { data } = await listUsageEvents.execute(as(company.admin), { task_type: 'rerouted' });
    const [listed] = data;
    expect(listed).toMatchObject({
      ...{ route_version: 4, routed_via: 'least_cost', routing_reasons: ['policy', 'failover'], attempts: 2 },
      failed_attempts: [
        {
          connection: { id: failedAttempt.connectionId, name: null },
          ...{ provider: 'openai', model: 'gpt-4o', fault: 'rate_limited' },
          ...{ error_code: 'provider_rate_limited', http_status: 429, duration_ms: 81, cost_usd: null },
        },
      ],
      ...{ cost_usd: 1_000_000n, baseline_usd: 1_400_000n },
    });
    const detail = await getUsageEvent.execute(as(company.admin), { request_id: toPublicId('request', listed?.id ?? '') });
    expect(detail).toMatchObject({ routing_reasons: ['policy', 'failover'], failed_attempts: listed?.failed_attempts });
    const [usual] = (await listUsageEvents.execute(as(company.admin), { task_type: 'code_review' })).data;
    expect(usual).toMatchObject({
      route_version: null,
      routed_via: null,
      routing_reasons: [],
      failed_attempts: [],
      baseline_usd: 1_000_000n,
    });
  });

  test('[ORG-6] tells who bears a call, with parts that sum to its cost', async () => {
    const { data } = await listUsageEvents.execute(as(company.admin), { environment_id: toPublicId('environment', environmentId) });
    expect(data.map(({ cost_usd, project, cost_centers }) => ({ cost_usd, project, cost_centers }))).toEqual([
      {
        cost_usd: 100n,
        project: { id: projectId, name: null },
        cost_centers: costShares.map(({ costCenterId, partsPerMillion }, place) => ({
          ...{ id: costCenterId, code: null, name: null, percent: partsPerMillion / 10_000, cost_usd: place === 2 ? 34n : 33n },
        })),
      },
    ]);
  });

  test('a time range includes its beginning and excludes its end', async () => {
    const at = nowMs - dayMs;
    const range = (from: number, to: number) => all(company.admin, { from: new Date(from).toISOString(), to: new Date(to).toISOString() });
    expect(await range(at, at + 1)).toHaveLength(40);
    expect((await range(at - 1, at)).length).toBeLessThan(40);
  });

  test('a team includes those nested in it', async () => {
    const innerId = newUuid();
    const { tenantId } = company;
    await inTenant(database.databases.app, tenantId, (tx) =>
      tx.insert(team).values({ tenantId, id: innerId, name: 'Nested', parentId: company.fieldId }),
    );
    const inner = companyCall(company, { atMs: nowMs - 60 * dayMs, by: { teamId: innerId } });
    await postCalls(database, [inner]);
    const range = { to: new Date(nowMs - 59 * dayMs).toISOString() };
    expect(await all(company.admin, { ...range, team_id: toPublicId('team', company.fieldId) })).toEqual([inner.id]);
    await database.superuser`delete from usage_event where id = ${inner.id}`;
    await inTenant(database.databases.app, tenantId, (tx) => tx.delete(team).where(eq(team.id, innerId)));
  });

  test('people see their own calls, leads those of their team, administrators all', async () => {
    const own = (person: SamplePerson) => (event: UsageEvent) => event.attribution.userId === person.userId;
    expect(await all(company.member)).toEqual(idsWhere(own(company.member)));
    const ofLead = idsWhere((event) => event.attribution.teamId === company.searchId || own(company.lead)(event));
    expect(await all(company.lead)).toEqual(ofLead);
    expect(await all(company.lead, { status: 'failed', limit: 3 })).toEqual(
      ofLead.filter((id) => posted.find((event) => event.id === id)?.status === 'failed'),
    );
    const fieldOfLead = await all(company.lead, { team_id: toPublicId('team', company.fieldId) });
    expect(fieldOfLead).toEqual(idsWhere((event) => event.attribution.teamId === company.fieldId && own(company.lead)(event)));
    await expect(all(company.guest)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('another tenant sees nothing of it', async () => {
    const other = await createSampleCompany(database, 'other');
    const page = await listUsageEvents.execute(invocationOf(runtime, other, other.admin), {
      team_id: toPublicId('team', company.searchId),
    });
    expect(page.data).toEqual([]);
    const [first] = posted;
    const foreign = getUsageEvent.execute(invocationOf(runtime, other, other.admin), {
      request_id: toPublicId('request', first?.id ?? ''),
    });
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
  });

  test('names come with the rows, as they are now', async () => {
    const { data } = await listUsageEvents.execute(as(company.admin), { key_id: toPublicId('key', keyId), limit: 1 });
    expect(data[0]).toMatchObject({
      team: { id: company.searchId, name: 'Search' },
      department: { id: company.engineeringId, name: 'Engineering' },
      key: { id: keyId, name: 'Nightly report' },
      user: null,
      model: 'sandbox-small',
      provider: 'sandbox',
      cost_usd: 1_000_000n,
    });
  });

  test.each([['[]'], ['["x"]'], ['[7]'], [JSON.stringify(['ffffffff-ffff-7fff-8fff-ffffffffffff'])]])(
    'the cursor %s is refused',
    async (key) => {
      const cursor = Buffer.from(key).toString('base64url');
      await expect(listUsageEvents.execute(as(company.admin), { cursor })).rejects.toMatchObject({ code: 'invalid_cursor' });
      await expect(listUsageEvents.execute(as(company.admin), { cursor: 'äöü' })).rejects.toMatchObject({ code: 'invalid_cursor' });
    },
  );

  test('a made-up id, however late its time, is one that is not there', async () => {
    for (const id of [newUuid(), 'ffffffff-ffff-7fff-8fff-ffffffffffff', '00000000-0000-7000-8000-000000000000']) {
      const answer = getUsageEvent.execute(as(company.admin), { request_id: toPublicId('request', id) });
      await expect(answer).rejects.toMatchObject({ code: 'not_found' });
    }
    const beyond = encodeCursor(['00000000-0000-7000-8000-000000000000']);
    expect((await listUsageEvents.execute(as(company.admin), { cursor: beyond })).data).toEqual([]);
  });
});

describe('[COST-1] the cost of a call', () => {
  test('is explained by lines that add up to it', async () => {
    const table = await inTenant(database.databases.app, company.tenantId, (tx) => currentPriceTable(tx));
    const atMs = Date.UTC(2026, 8, 1, 12);
    const price = table?.price('openai', 'gpt-5.6-luna', atMs);
    const usage = { input: 200_001, cacheRead: 100_000, cacheWrite: 7, output: 1234, reasoning: 1000 };
    const { nanoUsd } = priceCall(usage, price);
    const event = companyCall(company, {
      atMs,
      provider: 'openai',
      model: 'gpt-5.6-luna',
      usage,
      costNanoUsd: nanoUsd,
      priceVersionId: price?.versionId ?? null,
      tags: { feature: 'search' },
    });
    await postCalls(database, [event]);
    const detail = await getUsageEvent.execute(as(company.admin), { request_id: toPublicId('request', event.id) });
    expect(detail).toMatchObject({ cost_usd: nanoUsd, bound_usd: 2_000_000n, tags: { feature: 'search' } });
    expect(detail.price).toMatchObject({ provider: 'openai', model: 'gpt-5.6-luna', from_tokens: 272_000, sum_usd: nanoUsd });
    expect(
      detail.price?.lines.map((line) => [
        line.meter,
        line.units,
        line.usd_per_million_units === null ? null : formatUsd(line.usd_per_million_units),
      ]),
    ).toEqual([
      ['input', 200_001, '0.400000000'],
      ['cache_read', 100_000, '0.040000000'],
      ['cache_write', 7, '0.500000000'],
      ['output', 1234, '1.800000000'],
    ]);
    expect(detail.explanation).toContain('sum');
  });

  test('says where it is presumed, unpriced or not billed', async () => {
    const explanation = async (values: Parameters<typeof companyCall>[1]) => {
      const event = companyCall(company, values);
      await postCalls(database, [event]);
      return (await getUsageEvent.execute(as(company.admin), { request_id: toPublicId('request', event.id) })).explanation;
    };
    const atMs = Date.UTC(2026, 8, 2);
    expect(await explanation({ atMs, usageSource: 'presumed', status: 'interrupted' })).toContain('most it could have been');
    expect(await explanation({ atMs, costState: 'unpriced', costNanoUsd: 0n })).toContain('No price was known');
    expect(await explanation({ atMs, usageSource: 'none', costState: 'not_billed', status: 'refused', costNanoUsd: 0n })).toContain(
      'Nothing was billed',
    );
    expect(await explanation({ atMs, usageSource: 'counted' })).toContain('Tollgate counted them');
  });

  test('is shown to whoever may see the call, and to nobody else', async () => {
    const theirs = posted.find(
      (event) => event.attribution.userId === company.seller.userId && event.attribution.teamId !== company.searchId,
    );
    const request = { request_id: toPublicId('request', theirs?.id ?? '') };
    expect((await getUsageEvent.execute(as(company.seller), request)).id).toBe(theirs?.id);
    await expect(getUsageEvent.execute(as(company.member), request)).rejects.toMatchObject({ code: 'not_found' });
    await expect(getUsageEvent.execute(as(company.lead), request)).rejects.toMatchObject({ code: 'not_found' });
  });
});
