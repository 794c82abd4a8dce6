import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connection } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { applyEvidence, fetchFigures, getReconciliation, listReconciliations, uploadFigures } from '#lib/reconciliations/index.ts';
import { reconcileUsage } from '#lib/usage/reconcile.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene } from '#tests/support/company-scene.ts';
import { commandRuntimeOf } from '#tests/support/sample-company.ts';

const scene = companyScene('reconciled');
const dayMs = 86_400_000;
const dayOne = Date.UTC(2026, 9, 1);
const dollar = 1_000_000_000n;
const admin = () => scene.as(scene.company.admin);

const call = (values: Partial<Parameters<typeof companyCall>[1]> = {}) =>
  companyCall(scene.company, { atMs: dayOne + 12 * 3_600_000, provider: 'openai', model: 'gpt-4o', costNanoUsd: dollar, ...values });

async function* bytes(text: string) {
  yield Buffer.from(text);
}

const upload = (text: string, input: object = {}) => uploadFigures.execute(admin(), { provider: 'openai', ...input }, bytes(text));
const outcomes = ({ rows }: Awaited<ReturnType<typeof upload>>) =>
  rows.map(({ day, model, state, explanations }) => [day, model, state, ...explanations.map(({ reason }) => reason)].join(' '));

describe('[COST-10] a provider’s file', () => {
  test('of OpenAI’s costs matches day by day and model by model, dated names included', async () => {
    await postCalls(scene.database, [call(), call({ atMs: dayOne + dayMs + 1, model: 'o3', costNanoUsd: 2n * dollar })]);
    const made = await upload(
      'start_time,start_time_iso,amount_value,amount_currency,line_item\n' +
        `${dayOne / 1000},2026-10-01T00:00:00+00:00,0.4,usd,"gpt-4o-2024-08-06, input"\n` +
        `${dayOne / 1000},2026-10-01T00:00:00+00:00,6E-1,usd,"gpt-4o-2024-08-06, output"\n` +
        `${dayOne / 1000 + 86_400},2026-10-02T00:00:00+00:00,2,usd,"o3-2025-04-16, output"\n`,
    );
    expect(made).toMatchObject({ format: 'openai_costs', state: 'matched', from: '2026-10-01', to: '2026-10-03', matched: 2 });
    expect(made).toMatchObject({ provider_usd: 3n * dollar, own_usd: 3n * dollar, difference_usd: 0n });
    expect(outcomes(made)).toEqual(['2026-10-01 gpt-4o matched', '2026-10-02 o3 matched']);
    expect(await getReconciliation.execute(admin(), { reconciliation_id: toPublicId('reconciliation', made.id) })).toEqual(made);
  });

  test('of Anthropic’s usage is compared by tokens, of its costs by dollars', async () => {
    const usage = { input: 1000, cacheRead: 200, cacheWrite: 50, output: 300, reasoning: null };
    await postCalls(scene.database, [call({ provider: 'anthropic', model: 'claude-sonnet-4', usage })]);
    const byTokens = await upload(
      'usage_date_utc,model_version,api_key,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens\n' +
        '2026-10-01,claude-sonnet-4-20250514,k,1000,50,0,200,300\n',
      { provider: 'anthropic' },
    );
    expect(byTokens).toMatchObject({ format: 'anthropic_usage', state: 'matched', provider_usd: null, difference_usd: null });
    const costs = 'usage_date_utc,model,workspace,token_type,cost_usd\n2026-10-01,claude-sonnet-4-20250514,w,output,1.00\n';
    expect(await upload(costs, { provider: 'anthropic' })).toMatchObject({ format: 'anthropic_costs', state: 'matched' });
  });

  test('in FOCUS explains prices where the tokens are the same, and leaves open what nobody here made', async () => {
    await postCalls(scene.database, [call()]);
    const made = await upload(
      'ChargePeriodStart,BilledCost,EffectiveCost,BillingCurrency,ConsumedQuantity,ConsumedUnit,x_ModelId\n' +
        '2026-10-01T00:00:00Z,1.5,1.5,USD,150,Tokens,gpt-4o\n2026-10-01T00:00:00Z,7,7,USD,,,o3\n',
    );
    expect(made).toMatchObject({ format: 'focus', state: 'unexplained', explained: 1, unexplained: 1 });
    expect(outcomes(made)).toEqual(['2026-10-01 gpt-4o explained price', '2026-10-01 o3 unexplained missing_calls']);
  });

  test('is compared with real calls alone: answers of the cache and refusals cost the provider nothing', async () => {
    await postCalls(scene.database, [
      call(),
      call({ cacheState: 'hit', costNanoUsd: 0n, attempts: 1 }),
      call({ status: 'refused', attempts: 0, costNanoUsd: 0n, provider: null, model: null }),
    ]);
    expect(await upload('day,model,cost_usd,tokens\n2026-10-01,gpt-4o,1,150\n')).toMatchObject({ state: 'matched' });
  });

  test('that is none is refused with its lines', async () => {
    const refused = (text: string, input: object = {}) =>
      upload(text, input).then(
        () => 'success',
        ({ code, errors }) => [code, errors[0]?.pointer],
      );
    expect(await refused('a,b\n1,2\n')).toEqual(['validation_failed', '/lines/1']);
    expect(await refused('day,model,cost_usd\n2026-10-01,m,1\n2026-13-01,m,2\n')).toEqual(['validation_failed', '/lines/3']);
    expect(await refused('day,model,cost_usd\n2026-10-01,m,lots\n')).toEqual(['validation_failed', '/lines/2']);
    expect(await refused('day,model,cost_usd\n')).toEqual(['validation_failed', '/lines/1']);
    expect(await refused('day,model,cost_usd\n2026-01-01,m,1\n2026-10-01,m,1\n')).toEqual(['validation_failed', '/from']);
    expect(await refused('day,model,cost_usd\n2026-10-01,m,1\n', { provider: 'nobody' })).toEqual(['validation_failed', '/provider']);
  });

  test('belongs to its organization', async () => {
    const made = await upload('day,model,cost_usd\n2026-10-01,m,1\n');
    const rival = await scene.otherCompany();
    const get = getReconciliation.execute(
      { ...scene.as(rival.admin), authentication: { tenantId: rival.tenantId, sessionId: rival.admin.sessionId } },
      { reconciliation_id: toPublicId('reconciliation', made.id) },
    );
    await expect(get).rejects.toMatchObject({ code: 'not_found' });
    await expect(listReconciliations.execute(scene.as(scene.company.lead), {})).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('[COST-10] evidence', () => {
  async function chargedPresumption() {
    const { tenantId } = scene.company;
    const budgetId = newUuid();
    const sql = scene.database.superuser;
    await sql`insert into budget (tenant_id, id, name, scope_kind, limit_nano_usd, period_kind)
      values (${tenantId}, ${budgetId}, 'All', 'tenant', ${(100n * dollar).toString()}, 'monthly')`;
    const period = { budgetId, periodStartMs: dayOne, periodEndMs: Date.UTC(2026, 10, 1) };
    const part = { kind: 'soft', leaseId: null, ...period, coveredNanoUsd: 0n } as const;
    const presumed = (costNanoUsd: bigint, atMs: number) =>
      call({ costNanoUsd, atMs, usageSource: 'presumed', status: 'interrupted', parts: [{ ...part, costNanoUsd }] });
    const real = call({ parts: [{ ...part, costNanoUsd: dollar }] });
    await postCalls(scene.database, [real, presumed(6n * dollar, dayOne + 1), presumed(2n * dollar, dayOne + 2)]);
    return { tenantId, budgetId, sql };
  }

  test('closes presumed calls at what they really cost: events, sums, ledger and budgets agree, twice is once, and it is audited', async () => {
    const { tenantId, budgetId, sql } = await chargedPresumption();
    const made = await upload('day,model,cost_usd\n2026-10-01,gpt-4o,1.8\n');
    expect(made).toMatchObject({ state: 'explained', proposals: 1 });
    expect(made.rows[0]?.proposal).toMatchObject({
      calls: 2,
      presumed_usd: 8n * dollar,
      evidenced_usd: 800_000_000n,
      credit_usd: 7_200_000_000n,
    });
    const id = { reconciliation_id: toPublicId('reconciliation', made.id) };
    const applied = await applyEvidence.execute(admin(), id);
    expect(applied).toMatchObject({ proposals: 0, rows: [{ proposal: { applied_by: scene.company.admin.userId } }] });
    const [sums] = await sql<{ cost: bigint; presumed: bigint }[]>`
      select sum(cost_nano_usd)::bigint as cost, count(*) filter (where usage_source = 'presumed') as presumed from usage_event where tenant_id = ${tenantId}`;
    expect(sums).toEqual({ cost: 1_800_000_000n, presumed: 0n });
    const [spent] = await sql<{ spent: bigint }[]>`select spent_nano_usd as spent from budget_period where budget_id = ${budgetId}`;
    expect(spent?.spent).toBe(1_800_000_000n);
    const range = { from: new Date(dayOne - dayMs), to: new Date(Date.now() + dayMs) };
    expect(await reconcileUsage(sql, tenantId, range)).toEqual([]);
    await expect(applyEvidence.execute(admin(), id)).rejects.toMatchObject({ code: 'conflict' });
    const audit =
      await sql`select before, after from audit_entry where tenant_id = ${tenantId} and action = 'reconciliation.apply' and result = 'success'`;
    expect(audit).toHaveLength(1);
    expect(await upload('day,model,cost_usd\n2026-10-01,gpt-4o,1.8\n')).toMatchObject({ state: 'matched', proposals: 0 });
  });

  test('is not booked when the presumed calls are not those that were compared', async () => {
    await chargedPresumption();
    const made = await upload('day,model,cost_usd\n2026-10-01,gpt-4o,1.8\n');
    await postCalls(scene.database, [call({ usageSource: 'presumed', status: 'interrupted', costNanoUsd: dollar })]);
    const apply = applyEvidence.execute(admin(), { reconciliation_id: toPublicId('reconciliation', made.id) });
    await expect(apply).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('[COST-10] a provider’s cost report', () => {
  let server: Server;
  let runtime: CommandRuntime;
  let answers: { status: number; body: unknown }[] = [];
  const asked: IncomingMessage[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request);
      const { status, body } = answers.shift() ?? { status: 500, body: {} };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    runtime = commandRuntimeOf(scene.database, { allowPrivate: ['127.0.0.0/8'] });
  });
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));
  afterEach(() => {
    answers = [];
    asked.length = 0;
  });

  async function connect(provider: string): Promise<string> {
    const id = newUuid();
    // The address of an `http.Server` that listens on a port is an object.
    const { port } = server.address() as AddressInfo;
    const row = { tenantId: scene.company.tenantId, id, name: `${provider} ${id}`, provider, baseUrl: `http://127.0.0.1:${port}/v1` };
    await inTenant(scene.database.databases.app, scene.company.tenantId, (tx) => tx.insert(connection).values(row));
    return toPublicId('connection', id);
  }
  const fetchFrom = async (provider: string, input: object = {}) =>
    fetchFigures.execute(
      { ...admin(), runtime },
      { connection_id: await connect(provider), from: '2026-10-01', to: '2026-10-03', admin_credential: 'sk-admin-1234567890', ...input },
    );

  test('of OpenAI is read page by page with the admin key, which is kept nowhere', async () => {
    await postCalls(scene.database, [call()]);
    const bucket = (value: number, item: string) => ({
      ...{ object: 'bucket', start_time: dayOne / 1000, end_time: dayOne / 1000 + 86_400 },
      results: [{ object: 'organization.costs.result', amount: { value, currency: 'usd' }, line_item: item, project_id: null }],
    });
    answers = [
      { status: 200, body: { object: 'page', data: [bucket(0.25, 'gpt-4o-2024-08-06, input')], has_more: true, next_page: 'p2' } },
      { status: 200, body: { object: 'page', data: [bucket(0.75, 'gpt-4o-2024-08-06, output')], has_more: false, next_page: null } },
    ];
    expect(await fetchFrom('openai')).toMatchObject({ state: 'matched', source: 'api', format: 'openai_report', provider_usd: dollar });
    const urls = asked.map(({ url }) => new URL(url ?? '', 'http://x'));
    expect(urls.map(({ pathname }) => pathname)).toEqual(['/v1/organization/costs', '/v1/organization/costs']);
    expect(urls.map(({ searchParams }) => searchParams.get('page'))).toEqual([null, 'p2']);
    expect(urls[0]?.searchParams.get('start_time')).toBe(String(dayOne / 1000));
    expect(asked[0]?.headers.authorization).toBe('Bearer sk-admin-1234567890');
    const kept = await scene.database.superuser`select to_jsonb(a) as row from audit_entry a where tenant_id = ${scene.company.tenantId}`;
    expect(JSON.stringify(kept)).not.toContain('sk-admin');
  });

  test('of Anthropic is in cents', async () => {
    await postCalls(scene.database, [call({ provider: 'anthropic', model: 'claude-sonnet-4' })]);
    const results = [
      { currency: 'USD', amount: '62.5', model: 'claude-sonnet-4-20250514', description: 'Input' },
      { currency: 'USD', amount: '37.5', model: 'claude-sonnet-4-20250514', description: 'Output' },
    ];
    const data = [{ starting_at: '2026-10-01T00:00:00Z', ending_at: '2026-10-02T00:00:00Z', results }];
    answers = [{ status: 200, body: { data, has_more: false, next_page: null } }];
    expect(await fetchFrom('anthropic')).toMatchObject({ state: 'matched', provider_usd: dollar });
    expect(asked[0]?.headers).toMatchObject({ 'x-api-key': 'sk-admin-1234567890', 'anthropic-version': '2023-06-01' });
    expect(asked[0]?.url).toMatch(/^\/v1\/organizations\/cost_report\?/);
  });

  test('that the provider refuses, garbles or does not have ends with a reason, and nothing is kept', async () => {
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => 'success',
        ({ code }) => code,
      );
    answers = [{ status: 401, body: {} }];
    expect(await codeOf(fetchFrom('openai'))).toBe('provider_credentials_rejected');
    answers = [{ status: 200, body: { surprise: true } }];
    expect(await codeOf(fetchFrom('openai'))).toBe('provider_error');
    answers = [{ status: 503, body: {} }];
    expect(await codeOf(fetchFrom('openai'))).toBe('provider_error');
    const costs = (start: unknown, value: unknown) => ({ data: [{ start_time: start, results: [{ amount: { value }, line_item: 'x' }] }] });
    // What cannot be read is not taken for nothing.
    for (const body of [costs(dayOne / 1000, 'many'), costs(dayOne / 1000, '1e12'), costs(1e18, 1), costs('2026-10-99', 1)]) {
      answers = [{ status: 200, body }];
      expect(await codeOf(fetchFrom('openai'))).toBe('provider_error');
    }
    const cents = { data: [{ starting_at: 'soon', results: [{ amount: '1' }] }] };
    answers = [{ status: 200, body: cents }];
    expect(await codeOf(fetchFrom('anthropic'))).toBe('provider_error');
    expect(await codeOf(fetchFrom('groq'))).toBe('conflict');
    expect(await codeOf(fetchFrom('openai', { admin_credential: undefined }))).toBe('conflict');
    expect((await listReconciliations.execute(admin(), {})).data).toEqual([]);
  });
});
