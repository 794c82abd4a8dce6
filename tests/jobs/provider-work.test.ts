import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { storePriceList } from '#lib/catalog/import-prices.ts';
import { readProviders } from '#lib/catalog/read-genai-prices.ts';
import { createConnection } from '#lib/connections/index.ts';
import { systemClock } from '#lib/core/clock.ts';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { DatabaseObjectStore } from '#lib/objects/database-object-store.ts';
import type { FileWork, ObjectKind } from '#lib/objects/object-store.ts';
import { settleProviderWork } from '#lib/settle-provider-work.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import { readStoredEvents } from '#lib/usage/read-stored-events.ts';
import { sweepReservations } from '#lib/usage/sweep-reservations.ts';
import type { CallAttribution, Hold } from '#lib/usage/usage-event.ts';
import { answerJson, ScriptedProvider } from '#tests/gateway/support/scripted-provider.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { commandRuntimeOf, createSampleCompany, invocationOf, type SampleCompany } from '#tests/support/sample-company.ts';
import { findUsageFaults } from '#tests/support/usage-tenants.ts';

let database: TestDatabase;
let company: SampleCompany;
let provider: ScriptedProvider;
let connectionId: string;
let owner: CallAttribution;
let store: DatabaseObjectStore;
const { signal } = new AbortController();

beforeAll(async () => {
  database = await createTestDatabase();
  company = await createSampleCompany(database, 'acme');
  provider = new ScriptedProvider();
  const base_url = `${await provider.start()}/v1`;
  const runtime = commandRuntimeOf(database, { allowPrivate: ['127.0.0.0/8'] });
  const input = { name: 'upstream', provider: 'openai', base_url, credential: 'sk-upstream-secret', models: [] };
  connectionId = (await createConnection.execute(invocationOf(runtime, company, company.admin), input)).id;
  const model = { id: 'gpt-4o-mini', match: { equals: 'gpt-4o-mini' }, prices: { input_mtok: 0.15, output_mtok: 0.6 } };
  await storePriceList(database.databases.jobs, {
    source: 'test',
    ...readProviders([{ id: 'openai', name: 'OpenAI', api_pattern: 'x', models: [model] }]),
  });
  owner = { tenantId: company.tenantId, departmentId: company.engineeringId, teamId: company.searchId, userId: null, keyId: null };
  store = new DatabaseObjectStore(database.databases.app, database.databases.ingest.$client);
});
afterAll(async () => {
  await provider.stop();
  await database.drop();
});
beforeEach(() => {
  provider.seen.length = 0;
});

const run = () => {
  const { outbound, masterKeys } = commandRuntimeOf(database, { allowPrivate: ['127.0.0.0/8'] });
  const parts = { databases: database.databases, masterKeys, outbound: outbound.transport, clock: systemClock, logger: silentLogger };
  return settleProviderWork(parts, signal);
};

const work: FileWork = {
  protocol: 'openai.chat_completions',
  url: '/v1/chat/completions',
  model: 'gpt-4o-mini',
  lines: 2,
  boundNanoUsd: '1000000',
  isPriced: true,
};

let made = 0;
/** Work that a caller began; due at once. Without a provider's id its answer never came. */
async function begun(
  kind: Exclude<ObjectKind, 'file'> = 'batch',
  isAnswered = true,
  parts: Hold['parts'] = [],
): Promise<{ id: string; providerId: string }> {
  made += 1;
  const [id, providerId] = [newUuid(), `work-${made}`];
  const hold: Hold = {
    id,
    attribution: owner,
    protocol: kind === 'batch' ? 'openai.batch' : 'openai.fine_tuning_job',
    streamed: false,
    requestedModel: 'gpt-4o-mini',
    connectionId,
    provider: 'openai',
    model: 'gpt-4o-mini',
    routeId: null,
    taskType: null,
    tags: { run: '7' },
    boundNanoUsd: kind === 'batch' ? 1_000_000n : 0n,
    boundKind: 'estimate',
    parts,
  };
  await store.hold(hold, { kind, connectionId, providerId: '', purpose: null, body: {}, work: kind === 'batch' ? work : null });
  if (isAnswered) await store.begun(owner, id, providerId, { id: providerId, status: 'validating' });
  await makeDue();
  return { id, providerId };
}
const makeDue = () =>
  database.superuser`UPDATE provider_object SET next_check_at = now() - interval '1 second' WHERE state IN ('creating', 'running')`;
const stateOf = async (id: string) =>
  (await database.superuser<{ state: string }[]>`SELECT state FROM reservation WHERE id = ${id}`)[0]?.state;
const eventOf = async (id: string) => (await readStoredEvents(database.superuser, database.superuser`e.id = ${id}`))[0]?.event;
const line = (input: number, output: number, status = 200) =>
  JSON.stringify({
    custom_id: 'a',
    response: { status_code: status, body: { choices: [], usage: { prompt_tokens: input, completion_tokens: output } } },
  });

/** The provider tells the object, and the lines of its output. */
function tells(status: string, more: object, output: readonly string[] = []): void {
  provider.script = (response, request) => {
    if (request.path.endsWith('/content')) response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(output.join('\n'));
    else answerJson(JSON.stringify({ id: request.path.split('/').at(-1), status, ...more }))(response, request);
  };
}

describe('[GW-1] [COST-2] work at a provider is settled when it ends', () => {
  test('a batch is asked after while it goes on, and its money stays held', async () => {
    const { id, providerId } = await begun();
    tells('in_progress', { request_counts: { total: 2, completed: 1 } });
    expect(await run()).toEqual({ settled: 0, running: 1, unknown: 0 });
    expect(provider.last.headers.authorization).toBe('Bearer sk-upstream-secret');
    expect(provider.last.path).toBe(`/v1/batches/${providerId}`);
    expect(await stateOf(id)).toBe('held');
    expect((await store.find(owner, 'batch', providerId))?.body).toMatchObject({ status: 'in_progress' });
    // It is not due again at once.
    expect(await run()).toEqual({ settled: 0, running: 0, unknown: 0 });
    // Nor is a hold that is meant to last swept up as that of a process that fell silent.
    const { $client: ingest } = database.databases.ingest;
    expect(await sweepReservations(ingest, new EventPoster(ingest), { deadIncarnations: [], silenceSeconds: 1500 })).toBe(0);
    tells('completed', { output_file_id: 'out-a' }, [line(100, 50)]);
    await makeDue();
    await run();
  });

  test('a batch that ended is one event at the price of batches, exactly once', async () => {
    const { id, providerId } = await begun();
    tells('completed', { output_file_id: 'out-1', error_file_id: 'err-1' }, [line(1_000, 200), line(3_000, 400), line(9, 9, 400), '']);
    expect(await run()).toMatchObject({ settled: 1 });
    const event = await eventOf(id);
    expect(event).toMatchObject({
      protocol: 'openai.batch',
      status: 'succeeded',
      attribution: owner,
      routeId: null,
      taskType: null,
      tags: { run: '7' },
      usageSource: 'provider',
      usage: { input: 4_000, output: 600 },
      // (4,000 × $0.15 + 600 × $0.60) ÷ 10⁶, by half.
      costNanoUsd: 480_000n,
      costState: 'priced',
      boundNanoUsd: 1_000_000n,
      overrunNanoUsd: 0n,
      attempts: 0,
    });
    expect(event?.priceVersionId).not.toBeNull();
    expect(await stateOf(id)).toBe('settled');
    expect((await store.find(owner, 'batch', providerId))?.body).toMatchObject({ status: 'completed' });
    for (const file of ['out-1', 'err-1']) expect(await store.find(owner, 'file', file)).toMatchObject({ purpose: 'batch_output' });
    // As after a crash between the two commits: it is done again, and nothing is counted twice.
    await database.superuser`UPDATE provider_object SET state = 'running', next_check_at = now() - interval '1 second' WHERE id = ${id}`;
    await run();
    expect((await database.superuser`SELECT count(*)::int AS n FROM usage_event WHERE id = ${id}`)[0]?.n).toBe(1);
    expect(await findUsageFaults(database, [company.tenantId])).toEqual([]);
  });

  test('a cancelled batch costs what was done, and a failed one nothing', async () => {
    const cancelled = await begun();
    tells('cancelled', { output_file_id: 'out-2' }, [line(1_000, 0)]);
    await run();
    expect(await eventOf(cancelled.id)).toMatchObject({ status: 'cancelled', costNanoUsd: 75_000n, usageSource: 'provider' });
    const failed = await begun();
    tells('failed', { errors: { data: [{ message: 'no' }] } });
    await run();
    expect(await eventOf(failed.id)).toMatchObject({ status: 'failed', costNanoUsd: 0n, costState: 'not_billed', usageSource: 'none' });
    expect(await stateOf(failed.id)).toBe('settled');
  });

  test('the budgets that held for a batch pay for it, and get the rest back', async () => {
    const budgetId = newUuid();
    await database.superuser`INSERT INTO budget (tenant_id, id, name, scope_kind, scope_value, limit_nano_usd, period_kind, thresholds)
      VALUES (${company.tenantId}, ${budgetId}, 'Batches', 'team', ${company.searchId}, 1000000000, 'monthly', '[]')`;
    const [year, month] = [new Date().getUTCFullYear(), new Date().getUTCMonth()];
    const [periodStartMs, periodEndMs] = [Date.UTC(year, month), Date.UTC(year, month + 1)];
    const period = { kind: 'direct', leaseId: null, budgetId, periodStartMs, periodEndMs } as const;
    const standing = async () =>
      (
        await database.superuser`SELECT spent_nano_usd AS spent, leased_nano_usd AS leased, overrun_nano_usd AS over
          FROM budget_period WHERE budget_id = ${budgetId}`
      )[0];
    const parts = [{ ...period, amountNanoUsd: 1_000_000n }];
    const { id } = await begun('batch', true, parts);
    const before = await standing();
    expect(before?.leased).toBe(1_000_000n);
    const spentBefore = BigInt(before?.spent);
    await expect(begun('batch', true, [{ ...period, amountNanoUsd: 1_000_000_001n }])).rejects.toThrow('Not covered');
    tells('completed', { output_file_id: 'out-b' }, [line(1_000, 200)]);
    await makeDue();
    await run();
    const { costNanoUsd } = (await eventOf(id)) ?? {};
    expect(costNanoUsd).toBe(135_000n);
    expect(await standing()).toEqual({ spent: spentBefore + 135_000n, leased: 0n, over: 0n });
    const lost = await begun('batch', false, [{ ...period, amountNanoUsd: 1_000n }]);
    await run();
    expect(await stateOf(lost.id)).toBe('interrupted');
    expect(await standing()).toMatchObject({ spent: spentBefore + 135_000n + 1_000_000n, leased: 0n });
    expect(await findUsageFaults(database, [company.tenantId])).toEqual([]);
  });

  test('a line without usage costs its share of what was held, and more than was held is an overrun', async () => {
    const untold = await begun();
    tells('completed', { output_file_id: 'out-3' }, [line(1_000, 0), '{"response":{"status_code":200,"body":{}}}']);
    await run();
    expect(await eventOf(untold.id)).toMatchObject({ usageSource: 'counted', costNanoUsd: 75_000n + 500_000n });
    const dear = await begun();
    tells('completed', { output_file_id: 'out-4' }, [line(0, 10_000)]);
    await run();
    expect(await eventOf(dear.id)).toMatchObject({ costNanoUsd: 3_000_000n, overrunNanoUsd: 2_000_000n });
  });

  test('a provider that does not answer, or not with all of the output, is asked again', async () => {
    const { id } = await begun();
    provider.script = answerJson('{}', 500);
    expect(await run()).toEqual({ settled: 0, running: 0, unknown: 1 });
    provider.script = (response, request) => {
      if (!request.path.endsWith('/content'))
        return answerJson('{"id":"x","status":"completed","output_file_id":"out-5"}')(response, request);
      response.writeHead(200, { 'content-length': '9999' });
      response.write(`${line(5, 5)}\n`, () => response.socket?.destroy());
    };
    await makeDue();
    expect(await run()).toEqual({ settled: 0, running: 0, unknown: 1 });
    expect(await stateOf(id)).toBe('held');
    tells('completed', { output_file_id: 'out-5' }, [line(1_000, 0)]);
    await makeDue();
    expect(await run()).toMatchObject({ settled: 1 });
  });

  test('what a provider writes keeps no work from its end, and work that fails goes behind the rest', async () => {
    const odd = await begun();
    tells('in_progress', { metadata: { a: '\0', 'b\ud800': 'c' } });
    expect(await run()).toMatchObject({ running: 1 });
    await database.superuser`UPDATE provider_object SET work = '{"lines": "many"}' WHERE id = ${odd.id}`;
    await makeDue();
    expect(await run()).toEqual({ settled: 0, running: 0, unknown: 0 });
    const [row] =
      await database.superuser`SELECT next_check_at > now() + interval '5 minutes' AS later FROM provider_object WHERE id = ${odd.id}`;
    expect(row?.later).toBe(true);
    await database.superuser`UPDATE provider_object SET work = ${JSON.stringify(work)}::text::jsonb WHERE id = ${odd.id}`;
    tells('completed', { output_file_id: 'out-6', metadata: { a: '\0' } }, [line(1_000, 0)]);
    await makeDue();
    expect(await run()).toMatchObject({ settled: 1 });
    expect((await store.find(owner, 'batch', odd.providerId))?.body).toMatchObject({ metadata: { a: '\ufffd' } });
  });

  test('work whose answer never came is booked as what it could have cost', async () => {
    const { id } = await begun('batch', false);
    provider.script = answerJson('{}', 500);
    await run();
    expect(await eventOf(id)).toMatchObject({ status: 'interrupted', usageSource: 'presumed', costNanoUsd: 1_000_000n });
    expect(await stateOf(id)).toBe('interrupted');
    expect(provider.seen).toEqual([]);
  });

  test('a fine-tuning job tells its tokens, and that nobody knows their price', async () => {
    const { id, providerId } = await begun('fine_tuning_job');
    tells('succeeded', { trained_tokens: 5_768, fine_tuned_model: 'ft:gpt-4o-mini:acme::1', result_files: ['res-1'] });
    await run();
    expect(provider.last.path).toBe(`/v1/fine_tuning/jobs/${providerId}`);
    expect(await eventOf(id)).toMatchObject({
      protocol: 'openai.fine_tuning_job',
      usage: { input: 5_768 },
      costState: 'unpriced',
      costNanoUsd: 0n,
    });
    expect(await store.find(owner, 'file', 'res-1')).toMatchObject({ purpose: 'fine-tune-results' });
  });

  test('what one tenant left is not there for another, whoever asks', async () => {
    const other = await createSampleCompany(database, 'globex');
    const { providerId } = await begun();
    const foreign = { ...owner, tenantId: other.tenantId };
    expect(await store.find(foreign, 'batch', providerId)).toBeUndefined();
    expect(await store.list(foreign, { kind: 'file', after: null, limit: 10, isAscending: false, purpose: null })).toEqual({
      objects: [],
      hasMore: false,
    });
  });
});
