import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { getCosts, listCostRows } from '#lib/analytics/index.ts';
import { parseEnv } from '#lib/core/env.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { parseUsd } from '#lib/core/money.ts';
import { defineTableRoute } from '#lib/http/define-table-route.ts';
import { costRowsTable, costsTable } from '#lib/http/tables/cost-tables.ts';
import { usageTable } from '#lib/http/tables/usage-table.ts';
import { createRuntime, installRuntime, type Runtime } from '#lib/runtime.ts';
import { listUsageEvents } from '#lib/usage/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { cookieFor } from './walk/world.ts';

const scene = companyScene('tables');
const admin = () => scene.as(scene.company.admin);
const routes = {
  '/costs': defineTableRoute(getCosts, costsTable),
  '/costs/rows': defineTableRoute(listCostRows, costRowsTable),
  '/usage': defineTableRoute(listUsageEvents, usageTable),
};
const site = 'http://tollgate.test';
const dayMs = 86_400_000;

let runtime: Runtime;
beforeAll(() => {
  const env = { DATABASE_URL: scene.database.url, TOLLGATE_SECRET: scene.database.secret, LOG_LEVEL: 'silent' };
  runtime = installRuntime(createRuntime(parseEnv(env), 'test'));
});
afterAll(() => runtime.databases.close(1));

/** Asks as a tool does, with a whole address; its answer and its text. */
async function ask(address: string, headers: Record<string, string> = {}) {
  const url = new URL(address, site);
  const route = Object.entries(routes).find(([path]) => url.pathname === `/api/v1${path}`)?.[1];
  if (route === undefined) throw new Error(`There is no ${url.pathname}`);
  const { cookie } = await cookieFor(runtime, scene.company.tenantId, scene.company.admin.userId);
  const request = new Request(url, { headers: { host: 'tollgate.test', cookie, ...headers } });
  const answer = await route(request, { params: Promise.resolve({}) });
  return { answer, text: await answer.text() };
}

/** Records of a CSV in which no cell holds a line end. */
const recordsIn = (text: string): readonly Record<string, string>[] => {
  const [head = '', ...lines] = text.trimEnd().split('\r\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at] ?? '', cell])));
};
const nextOf = (answer: Response): string | undefined => /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];

/** Every page from an address on, by the links alone. */
async function follow(address: string): Promise<readonly Record<string, string>[]> {
  const all: Record<string, string>[] = [];
  for (let next: string | undefined = address; next !== undefined; ) {
    const { answer, text } = await ask(next);
    expect(answer.status, text).toBe(200);
    all.push(...recordsIn(text));
    next = nextOf(answer);
  }
  return all;
}

const sumOf = (rows: readonly Record<string, string>[]): bigint =>
  rows.reduce((sum, row) => sum + (parseUsd(row.cost_usd ?? '') ?? 0n), 0n);

beforeEach(async () => {
  const { searchId, fieldId, member, seller } = scene.company;
  const nowMs = Date.now();
  await postCalls(
    scene.database,
    Array.from({ length: 40 }, (_, at) =>
      companyCall(scene.company, {
        atMs: nowMs - 60_000 - Math.floor(at / 8) * dayMs,
        costNanoUsd: BigInt(1_000_001 + at),
        model: ['gpt-4o', 'o3', '=cmd'][at % 3] ?? '',
        by: at % 2 === 0 ? { teamId: searchId, userId: member.userId } : { teamId: fieldId, userId: seller.userId },
      }),
    ),
  );
});

describe('answers as tables [ANA-7]', () => {
  it('have every call in exactly one row of the pages, to the nano-dollar', async () => {
    const costs = await getCosts.execute(admin(), { range: '7d', compare: 'none' });
    for (const limit of [1, 3, 7, 1000]) {
      const rows = await follow(`/api/v1/costs/rows?range=7d&group_by=team,model&format=csv&limit=${limit}`);
      expect([limit, sumOf(rows)]).toEqual([limit, costs.total.cost_usd]);
      expect(new Set(rows.map(({ at, team_id, model_id }) => `${at} ${team_id} ${model_id}`)).size).toBe(rows.length);
      expect(rows.reduce((sum, { requests }) => sum + Number(requests), 0)).toBe(40);
      expect(rows.map(({ at }) => at)).toEqual(rows.map(({ at }) => at).toSorted());
    }
  });

  it('keep the end of the range where the first page had it', async () => {
    const first = await listCostRows.execute(admin(), { range: '7d', group_by: 'team', limit: 1 });
    const before = await getCosts.execute(admin(), { range: '7d', compare: 'none' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await postCalls(scene.database, [companyCall(scene.company, { atMs: Date.now(), costNanoUsd: 5_000_000_000n })]);
    let { next_cursor: cursor } = first;
    let sum = first.data.reduce((all, { cost_usd }) => all + cost_usd, 0n);
    while (cursor !== null) {
      const page = await listCostRows.execute(admin(), { range: '7d', group_by: 'team', limit: 2, cursor });
      sum += page.data.reduce((all, { cost_usd }) => all + cost_usd, 0n);
      expect(page.range.to).toEqual(first.range.to);
      cursor = page.next_cursor;
    }
    expect(sum).toBe(before.total.cost_usd);
  });

  it('refuse the cursor of another question, and made-up ones', async () => {
    const { next_cursor: cursor } = await listCostRows.execute(admin(), { range: '7d', group_by: 'team', limit: 1 });
    const with_ = (input: object) => faultOf(listCostRows.execute(admin(), { range: '7d', group_by: 'team', cursor, ...input }));
    expect(await with_({})).toBe('success');
    expect(await with_({ group_by: 'model' })).toBe('invalid_cursor');
    expect(await with_({ group_by: 'team,model' })).toBe('invalid_cursor');
    expect(await with_({ bucket: 'hour' })).toBe('invalid_cursor');
    const made = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');
    for (const key of [
      [0, 9e15, 'team  ', 1, 1],
      [5, 4, 'team  ', 1, 1],
      [1, 2, 'team  ', -1, 1],
      [1, 2, 'team  ', 1, 9e9],
      ['x', 2, 'team  ', 1, 1],
      {},
    ])
      expect([key, await with_({ cursor: made(key) })]).toEqual([key, 'invalid_cursor']);
  });

  it('are CSV by the parameter or by Accept, and JSON else', async () => {
    const asked = [
      ['/api/v1/usage', {}, 'application/json'],
      ['/api/v1/usage', { accept: 'application/json, text/csv' }, 'application/json'],
      ['/api/v1/usage', { accept: 'text/csv;q=0.9' }, 'text/csv; charset=utf-8'],
      ['/api/v1/usage?format=csv', { accept: 'application/json' }, 'text/csv; charset=utf-8'],
      ['/api/v1/usage?format=json', { accept: 'text/csv' }, 'application/json'],
    ] as const;
    for (const [address, headers, type] of asked) {
      const { answer } = await ask(address, headers);
      expect([address, headers, answer.status, answer.headers.get('content-type')]).toEqual([address, headers, 200, type]);
    }
    const refused = await ask('/api/v1/usage?format=xml');
    expect([refused.answer.status, JSON.parse(refused.text)]).toMatchObject([422, { errors: [{ pointer: '/format' }] }]);
  });

  it('have calls page by page, with names beside ids and no cell that a spreadsheet would run', async () => {
    const rows = await follow('/api/v1/usage?format=csv&limit=7');
    expect(rows.length).toBe(40);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(40);
    const search = rows.find(({ team_id }) => team_id === toPublicId('team', scene.company.searchId));
    expect(search).toMatchObject({ status: 'succeeded', streamed: 'false', key_id: '' });
    expect(new Set(rows.map(({ model }) => model))).toEqual(new Set(['gpt-4o', 'o3', "'=cmd"]));
  });

  it('have a last row for the groups beyond the limit, so that columns add up', async () => {
    const { text } = await ask('/api/v1/costs?range=7d&group_by=model&limit=1&format=csv');
    const costs = await getCosts.execute(admin(), { range: '7d', compare: 'none' });
    const rows = recordsIn(text);
    expect([rows.length, rows[1]?.groups, sumOf(rows)]).toEqual([2, '2', costs.total.cost_usd]);
  });

  it('link pages as OData does, with its names of the parameters', async () => {
    const Page = z.object({ value: z.array(z.record(z.string(), z.unknown())), '@odata.nextLink': z.url().optional() });
    const values: unknown[] = [];
    for (let next: string | undefined = '/api/v1/usage?format=odata&$top=15'; next !== undefined; ) {
      const page: z.output<typeof Page> = Page.parse(JSON.parse((await ask(next)).text));
      values.push(...page.value);
      next = page['@odata.nextLink'];
      if (next !== undefined) expect(next.startsWith(`${site}/api/v1/usage?`)).toBe(true);
    }
    expect(values.length).toBe(40);
    expect(values[0]).toHaveProperty('team_name');
    const skipped = await ask(`/api/v1/usage?format=odata&$top=15&$skiptoken=nonsense`);
    expect(JSON.parse(skipped.text)).toMatchObject({ code: 'invalid_cursor' });
  });

  it('show each person their own rows alone', async () => {
    const rows = async (by: Parameters<typeof scene.as>[0]) =>
      (await listCostRows.execute(scene.as(by), { range: '7d', group_by: 'user' })).data;
    expect(new Set((await rows(scene.company.member)).map(({ group }) => group[0]?.id))).toEqual(
      new Set([toPublicId('user', scene.company.member.userId)]),
    );
    expect(new Set((await rows(scene.company.admin)).map(({ group }) => group[0]?.id)).size).toBe(2);
  });
});
