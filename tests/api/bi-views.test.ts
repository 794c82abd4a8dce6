import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareBiLogin } from '#db/bi-login.ts';
import { type Client, openClient } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { tenantSigner } from '#db/tenant-token.ts';
import { getCosts } from '#lib/analytics/index.ts';
import { createBiToken, listBiTokens, revokeBiToken } from '#lib/bi-tokens/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { formatUsd } from '#lib/core/money.ts';
import { closeDays } from '#lib/usage/close-days.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { invocationOf, type SampleCompany } from '#tests/support/sample-company.ts';

const scene = companyScene('bi-views');
const admin = () => scene.as(scene.company.admin);
let other: SampleCompany;

const tokenOf = (company: SampleCompany, input: object = {}) =>
  createBiToken.execute(invocationOf(scene.runtime, company, company.admin), { name: 'Tool', ...input });

const sessions = new Map<string, Client>();

/** A session of the database user of an organization's tools. */
async function toolOf({ tenantId }: SampleCompany): Promise<Client> {
  const { url, secret } = scene.database;
  const session =
    sessions.get(tenantId) ?? openClient(parseDatabaseUrl(url), await prepareBiLogin(url, secret, tenantId), { max: 1, prepare: false });
  sessions.set(tenantId, session);
  return session;
}
afterEach(async () => {
  await Promise.all([...sessions.values()].map((session) => session.end({ timeout: 1 })));
  sessions.clear();
});

/** What a tool reads that signed in as the user of an organization's tools and said a token. */
async function readAs<Row extends object>(client: Client, secret: string | null, text: string): Promise<Row[]> {
  let rows: Row[] = [];
  await client.begin(async (tx) => {
    if (secret !== null) await tx`select set_config('tollgate.bi', ${secret}, true)`;
    rows = [...(await tx.unsafe<Row[]>(text))];
  });
  return rows;
}
const read = async <Row extends object>(secret: string | null, text: string): Promise<Row[]> =>
  await readAs<Row>(await toolOf(scene.company), secret, text);
const refusal = (secret: string | null, text: string): Promise<string> =>
  read(secret, text).then(
    () => 'allowed',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  );
const total = `select coalesce(sum(cost_usd), 0)::text as cost, coalesce(sum(requests), 0)::text as requests from bi_usage_hour`;

beforeEach(async () => {
  other = await scene.otherCompany();
  const nowMs = Date.now();
  const { searchId, fieldId } = scene.company;
  await postCalls(scene.database, [
    ...Array.from({ length: 30 }, (_, at) =>
      companyCall(scene.company, {
        atMs: nowMs - at * 7_000_000,
        costNanoUsd: BigInt(3_000_001 + at),
        by: { teamId: at % 2 === 0 ? searchId : fieldId },
      }),
    ),
    companyCall(other, { atMs: nowMs, costNanoUsd: 77_000_000_000n, by: { teamId: other.searchId } }),
  ]);
});

describe('views for tools [ANA-7]', () => {
  it('hold every call of the tenant exactly once, as the Cost explorer adds them up', async () => {
    const { secret, user, database } = await tokenOf(scene.company);
    expect(user).toBe(`${database}_bi_${scene.company.tenantId.replaceAll('-', '')}`);
    const costs = await getCosts.execute(admin(), { range: '7d', compare: 'none' });
    expect(await read(secret, total)).toEqual([{ cost: formatUsd(costs.total.cost_usd), requests: '30' }]);
    const teams = await read<{ team: string; requests: string }>(
      secret,
      'select team, sum(requests)::text as requests from bi_usage_hour group by team order by team',
    );
    expect(teams.map(({ team, requests }) => [team, requests])).toEqual([
      ['Field', '15'],
      ['Search', '15'],
    ]);
    expect((await read<{ model: string; provider: string }>(secret, 'select distinct provider, model from bi_usage_hour'))[0]).toEqual({
      ...{ provider: 'sandbox', model: 'sandbox-small' },
    });
  });

  it('hold closed days by the day, to the nano-dollar', async () => {
    await closeDays(scene.database.databases, { logger: silentLogger, signal: new AbortController().signal });
    const { secret } = await tokenOf(scene.company);
    const rows = await read<{ days: string; same: boolean }>(
      secret,
      `select count(distinct d.day_at)::text as days, sum(d.cost_usd) = (
         select sum(h.cost_usd) from bi_usage_hour h
         where exists (select from bi_usage_day e where h.hour_at >= e.day_at and h.hour_at < e.day_at + interval '1 day')
       ) as same from bi_usage_day d`,
    );
    if (Number(rows[0]?.days) > 0) expect(rows[0]?.same).toBe(true);
  });

  it('show each token its own tenant, and no other token anything', async () => {
    const mine = await tokenOf(scene.company);
    const theirs = await tokenOf(other);
    expect(await readAs(await toolOf(other), theirs.secret, total)).toEqual([{ cost: '77.000000000', requests: '1' }]);
    const parts = mine.secret.split('.');
    const sign = tenantSigner(scene.database.secret);
    const nothing = [{ cost: '0', requests: '0' }];
    const attacks = [
      null,
      '',
      'x',
      parts.slice(0, 2).join('.'),
      [other.tenantId, ...parts.slice(1)].join('.'),
      [parts[0], newUuid(), parts[2]].join('.'),
      `${parts.slice(0, 2).join('.')}.${'0'.repeat(64)}`,
      theirs.secret,
      theirs.secret.replace(other.tenantId, scene.company.tenantId),
      // A tenant token opens nothing here, and a token of a tool nothing there.
      sign(scene.company.tenantId),
      sign(`bi:${scene.company.tenantId}.${newUuid()}`).slice(3),
    ];
    for (const attack of attacks) expect([attack, await read(attack, total)]).toEqual([attack, nothing]);
    const asApp = await scene.database.databases.app.$client.begin(async (tx) => {
      await tx`select set_config('tollgate.tenant', ${mine.secret}, true)`;
      return [...(await tx<{ count: string }[]>`select count(*)::text as count from team`)];
    });
    expect(asApp).toEqual([{ count: '0' }]);
  });

  it('show a token that was stolen to no user but its organization’s, and the statement that said it neither', async () => {
    const { secret } = await tokenOf(scene.company);
    const mine = await toolOf(scene.company);
    await mine.unsafe(`SET tollgate.bi = '${secret}'`);
    const seen = `select query from pg_stat_activity where query like 'SET tollgate.bi%'`;
    const nothing = [{ cost: '0', requests: '0' }];
    for (const foreign of [await toolOf(other), scene.database.databases.bi.$client, scene.database.databases.app.$client]) {
      expect([...(await foreign.unsafe(seen))]).toEqual([]);
    }
    for (const foreign of [await toolOf(other), scene.database.databases.bi.$client])
      expect(await readAs(foreign, secret, total)).toEqual(nothing);
    await (await toolOf(other)).unsafe(`set role ${scene.database.name}_bi`);
    expect(await readAs(await toolOf(other), secret, total)).toEqual(nothing);
    expect(await readAs(mine, null, total)).toMatchObject([{ requests: '30' }]);
  });

  it('show nothing from the moment a token is revoked or over', async () => {
    const made = await tokenOf(scene.company, { days: 1 });
    await revokeBiToken.execute(admin(), { bi_token_id: toPublicId('biToken', made.id) });
    expect(await read(made.secret, total)).toEqual([{ cost: '0', requests: '0' }]);
    const second = await tokenOf(scene.company);
    await scene.database.superuser`update bi_token set expires_at = now() - interval '1 second' where id = ${second.id}`;
    expect(await read(second.secret, total)).toEqual([{ cost: '0', requests: '0' }]);
    expect((await listBiTokens.execute(admin(), {})).data.map(({ state }) => state)).toEqual(['expired', 'revoked']);
    const third = await tokenOf(scene.company);
    await scene.database.superuser`update tenant set status = 'suspended' where tenant_id = ${scene.company.tenantId}`;
    expect(await read(third.secret, total)).toEqual([{ cost: '0', requests: '0' }]);
    await scene.database.superuser`update tenant set status = 'active' where tenant_id = ${scene.company.tenantId}`;
  });

  it('leave out people, keys, prompts and everything that can be written', async () => {
    const { secret } = await tokenOf(scene.company);
    const refused = [
      'select user_dim from usage_hour',
      'select * from usage_hour',
      'select * from usage_event',
      'select email from user_account',
      'select * from virtual_key',
      'select sealed_credential from connection',
      'select * from bi_token',
      'select * from tenant_token_key',
      'select current_tenant()',
      "insert into team (tenant_id, id, name) values (gen_random_uuid(), gen_random_uuid(), 'x')",
      'delete from usage_hour',
      'create table mine (id int)',
      'create temporary table mine (id int)',
      'set role none; update team set name = name',
    ];
    for (const statement of refused)
      expect([statement, await refusal(secret, statement)]).toEqual([statement, expect.stringMatching(/^(42501|42703|25006)$/)]);
  });

  it('are opened by administrators alone, so many at once', async () => {
    expect(await faultOf(createBiToken.execute(scene.as(scene.company.lead), { name: 'Mine' }))).toBe('forbidden');
    expect(await faultOf(createBiToken.execute(admin(), { name: 'Long', days: 4000 }))).toBe('validation_failed /days');
  });
});
