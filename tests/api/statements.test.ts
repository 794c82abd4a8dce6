import { describe, expect, test } from 'vitest';
import { billingSetting, team } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import {
  getStatement,
  issueDueStatements,
  issueStatement,
  listStatements,
  previewStatement,
  setStatementSettings,
} from '#lib/statements/index.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { invocationOf } from '#tests/support/sample-company.ts';
import { dayMs, hourMs, novemberMs, octoberMs, statedScene } from '#tests/support/stated-scene.ts';

const scene = statedScene();
const costOf = (calls: readonly UsageEvent[]): bigint => calls.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0n);
const sumOf = (lines: readonly { amount_usd: bigint }[]): bigint => lines.reduce((sum, { amount_usd: amount }) => sum + amount, 0n);
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'success',
    (error) => error.code,
  );
const edges = () =>
  [octoberMs - 1, octoberMs, novemberMs - 1, novemberMs].map((atMs) =>
    companyCall(scene.company, { atMs, costNanoUsd: 7n, by: { teamId: scene.company.searchId } }),
  );

describe('[COST-7] statements', () => {
  test('are exactly the calls of the period in the zone of the organization, and their lines sum to them', async () => {
    const calls = scene.inOctober(2_000, 11);
    await postCalls(scene.database, [...calls, ...edges()]);
    const stated = await issueStatement.execute(scene.admin(), { day: '2026-10-15' });
    const expected = costOf(calls) + 14n;
    expect(stated).toMatchObject({ number: 1, calls: 2_002, usage_usd: expected, adjustments_usd: 0n, total_usd: expected });
    expect(stated.period).toMatchObject({ label: 'October 2026', start: new Date(octoberMs), end: new Date(novemberMs) });
    expect(sumOf(stated.lines)).toBe(expected);
    expect(stated.total_usd + stated.rounding_usd).toBe(stated.payable_usd);
    expect(stated.payable_usd % 10_000_000n).toBe(0n);
    expect(await getStatement.execute(scene.admin(), { statement_id: toPublicId('statement', stated.id) })).toEqual(stated);
  });

  test('count the halves of hours at the ends, where a zone is half an hour off', async () => {
    await scene.database.superuser`update tenant set time_zone = 'Asia/Kolkata' where tenant_id = ${scene.company.tenantId}`;
    const startMs = Date.UTC(2026, 8, 30, 18, 30);
    const endMs = Date.UTC(2026, 9, 31, 18, 30);
    const at = (atMs: number, costNanoUsd: bigint) => companyCall(scene.company, { atMs, costNanoUsd });
    await postCalls(scene.database, [
      at(startMs - 1, 1n),
      at(startMs, 10n),
      at(startMs + 20 * 60_000, 100n),
      at(endMs - 1, 1_000n),
      at(endMs, 10_000n),
    ]);
    const draft = await previewStatement.execute(scene.admin(), { day: '2026-10-01' });
    expect(draft).toMatchObject({ usage_usd: 1_110n, calls: 3 });
    expect(sumOf(draft.lines)).toBe(1_110n);
  });

  test('of departments and teams have what is below them, and sum to the whole', async () => {
    const below = newUuid();
    await inTenant(scene.database.databases.app, scene.company.tenantId, (tx) =>
      tx.insert(team).values({
        tenantId: scene.company.tenantId,
        id: below,
        name: 'Ranking',
        parentId: scene.company.searchId,
        departmentId: scene.company.engineeringId,
      }),
    );
    const at = { atMs: octoberMs + dayMs };
    const by = (teamId: string, departmentId: string) => ({ teamId, departmentId });
    await postCalls(scene.database, [
      companyCall(scene.company, { ...at, costNanoUsd: 5n, by: by(scene.company.searchId, scene.company.engineeringId) }),
      companyCall(scene.company, { ...at, costNanoUsd: 11n, by: by(below, scene.company.engineeringId) }),
      companyCall(scene.company, { ...at, costNanoUsd: 23n, by: by(scene.company.fieldId, scene.company.salesId) }),
    ]);
    const preview = async (input: object) => (await previewStatement.execute(scene.admin(), { day: '2026-10-02', ...input })).usage_usd;
    expect(await preview({})).toBe(39n);
    expect(await preview({ scope: 'team', team_id: toPublicId('team', scene.company.searchId) })).toBe(16n);
    expect(await preview({ scope: 'team', team_id: toPublicId('team', below) })).toBe(11n);
    expect(await preview({ scope: 'department', department_id: toPublicId('department', scene.company.engineeringId) })).toBe(16n);
    expect(await preview({ scope: 'department', department_id: toPublicId('department', scene.company.salesId) })).toBe(23n);
  });

  test('exist for closed periods only, 48 hours after their end, and once for each day of a scope', async () => {
    await postCalls(scene.database, scene.inOctober(50, 12));
    const issue = (input: object = {}) => codeOf(issueStatement.execute(scene.admin(), input));
    scene.nowMs = novemberMs - 1;
    expect((await previewStatement.execute(scene.admin(), {})).state).toBe('running');
    expect(await issue({ day: '2026-10-31' })).toBe('conflict');
    scene.nowMs = novemberMs + 48 * hourMs - 1;
    expect((await previewStatement.execute(scene.admin(), { day: '2026-10-31' })).state).toBe('closing');
    expect(await issue({ day: '2026-10-31' })).toBe('conflict');
    scene.nowMs += 1;
    expect((await previewStatement.execute(scene.admin(), { day: '2026-10-31' })).state).toBe('ready');
    expect(await issue({ day: '2026-10-31' })).toBe('success');
    expect((await previewStatement.execute(scene.admin(), { day: '2026-10-31' })).state).toBe('issued');
    expect(await issue({ day: '2026-10-02' })).toBe('conflict');
    scene.nowMs += 90 * dayMs;
    expect(await issue({ day: '2026-10-02', period: 'quarter' })).toBe('conflict');
    expect(await issue({ day: '2026-07-02', period: 'quarter' })).toBe('success');
  });

  test('follow fiscal months and quarters', async () => {
    await setStatementSettings.execute(scene.admin(), { calendar: 'fiscal', period: 'quarter', fiscal_month: 2, fiscal_day: 5 });
    const { period } = await previewStatement.execute(scene.admin(), { day: '2026-10-20' });
    expect(period).toMatchObject({ kind: 'quarter', calendar: 'fiscal', label: '5 Aug 2026 to 4 Nov 2026' });
    expect(period.start.toISOString()).toBe('2026-08-04T22:00:00.000Z');
    expect((await previewStatement.execute(scene.admin(), { day: '2026-10-20', period: 'month' })).period.label).toBe(
      '5 Oct 2026 to 4 Nov 2026',
    );
  });

  test('are numbered without gaps, also when many come at once and some fail', async () => {
    await postCalls(scene.database, scene.inOctober(20, 13));
    const scopes = [
      {},
      { scope: 'team', team_id: toPublicId('team', scene.company.searchId) },
      { scope: 'team', team_id: toPublicId('team', scene.company.fieldId) },
      { scope: 'department', department_id: toPublicId('department', scene.company.salesId) },
    ];
    const codes = await Promise.all([...scopes, ...scopes].map((input) => codeOf(issueStatement.execute(scene.admin(), input))));
    expect(codes.filter((code) => code === 'success')).toHaveLength(4);
    expect(codes.filter((code) => code === 'conflict')).toHaveLength(4);
    const { data } = await listStatements.execute(scene.admin(), { sort: 'number' });
    expect(data.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  test('never change: what comes late or is corrected stands in the next one, and all of them together are what calls cost', async () => {
    const calls = scene.inOctober(200, 14);
    const presumed = companyCall(scene.company, {
      atMs: octoberMs + dayMs,
      costNanoUsd: 900n,
      usageSource: 'presumed',
      status: 'interrupted',
    });
    await postCalls(scene.database, [...calls, presumed]);
    const first = await issueStatement.execute(scene.admin(), {});
    const id = toPublicId('statement', first.id);
    // The real cost of the presumed call, and a call that a cut-off process posts weeks later.
    await postCalls(scene.database, [{ ...presumed, costNanoUsd: 250n, usageSource: 'provider', status: 'succeeded' }]);
    const late = companyCall(scene.company, { atMs: octoberMs + 2 * dayMs, costNanoUsd: 77n, model: 'late-model', provider: 'openai' });
    const november = companyCall(scene.company, { atMs: novemberMs + dayMs, costNanoUsd: 31n });
    await postCalls(scene.database, [late, november]);
    expect(await getStatement.execute(scene.admin(), { statement_id: id })).toEqual(first);
    scene.nowMs = Date.UTC(2026, 11, 5);
    const second = await issueStatement.execute(scene.admin(), {});
    expect(second).toMatchObject({ number: 2, usage_usd: 31n, adjustments_usd: 77n - 650n });
    const corrections = second.lines.filter(({ kind }) => kind === 'correction');
    expect(corrections.map(({ amount_usd: amount }) => amount).sort((one, other) => Number(one - other))).toEqual([-650n, 77n]);
    for (const line of corrections)
      expect(line).toMatchObject({ of_statement_id: first.id, description: expect.stringContaining('statement 1') });
    expect(first.total_usd + second.total_usd).toBe(costOf(calls) + 250n + 77n + 31n);
    // What was stated once is not stated again.
    scene.nowMs = Date.UTC(2027, 0, 5);
    expect(await issueStatement.execute(scene.admin(), {})).toMatchObject({ usage_usd: 0n, adjustments_usd: 0n, lines: [] });
  });

  test('cannot be changed by anybody who comes through a pool', async () => {
    await issueStatement.execute(scene.admin(), {});
    for (const statement of ['update statement set calls = 1', 'delete from statement_line', 'delete from statement']) {
      const attempt = inTenant(scene.database.databases.app, scene.company.tenantId, (tx) => tx.execute(statement));
      await expect(attempt).rejects.toMatchObject({ cause: { code: '42501' } });
    }
  });

  test('belong to their organization, and a lead sees those of their team alone', async () => {
    const ofTeam = await issueStatement.execute(scene.admin(), { scope: 'team', team_id: toPublicId('team', scene.company.searchId) });
    const whole = await issueStatement.execute(scene.admin(), {});
    const lead = () => scene.as(scene.company.lead);
    const seen = await listStatements.execute(lead(), {});
    expect(seen.data.map(({ id }) => id)).toEqual([ofTeam.id]);
    const get = (by: typeof lead, id: string) => codeOf(getStatement.execute(by(), { statement_id: toPublicId('statement', id) }));
    expect(await get(lead, ofTeam.id)).toBe('success');
    expect(await get(lead, whole.id)).toBe('not_found');
    expect(await codeOf(issueStatement.execute(lead(), { scope: 'team', team_id: toPublicId('team', scene.company.searchId) }))).toBe(
      'forbidden',
    );
    const rival = await scene.otherCompany();
    expect(await get(() => invocationOf(scene.runtime, rival, rival.admin), whole.id)).toBe('not_found');
  });
});

describe('[COST-7] the end of a month', () => {
  const run = () =>
    issueDueStatements(scene.database.databases, {
      now: new Date(scene.nowMs),
      logger: silentLogger,
      signal: new AbortController().signal,
    });
  const numbers = async () => (await listStatements.execute(scene.admin(), { sort: 'number' })).data;

  test('issues what the settings want, once, with recipients and terms of the day', async () => {
    await setStatementSettings.execute(scene.admin(), {
      ...{ document: 'invoice', automatic: ['tenant', 'team'], payment_terms_days: 14, recipients: ['ap@example.com'] },
    });
    await inTenant(scene.database.databases.app, scene.company.tenantId, (tx) =>
      tx.insert(billingSetting).values({
        ...{ tenantId: scene.company.tenantId, placeKind: 'team', placeId: scene.company.searchId },
        settings: {
          cost_center: 'CC-7',
          reporting: { frequency: 'monthly', recipients: ['lead@example.com'], include_member_breakdown: false },
        },
      }),
    );
    await postCalls(scene.database, [
      companyCall(scene.company, { atMs: octoberMs + dayMs, costNanoUsd: 5n, by: { teamId: scene.company.searchId } }),
    ]);
    await run();
    await run();
    const stated = await numbers();
    // The team Field used nothing and gets none.
    expect(stated.map(({ number, scope }) => [number, scope.kind])).toEqual([
      [1, 'tenant'],
      [2, 'team'],
    ]);
    expect(stated[0]).toMatchObject({
      document: 'invoice',
      issued_by: null,
      terms: { recipients: ['ap@example.com'], payment_terms_days: 14 },
    });
    expect(stated[0]?.due_at).toEqual(new Date(scene.nowMs + 14 * dayMs));
    expect(stated[1]).toMatchObject({ terms: { recipients: ['lead@example.com'], cost_center: 'CC-7' } });
    const [audit] = await scene.database.superuser<{ count: bigint }[]>`
      select count(*) from audit_entry where tenant_id = ${scene.company.tenantId} and action = 'statement.issue' and actor_kind = 'system'`;
    expect(audit?.count).toBe(2n);
  });

  test('issues nothing by itself unless told to', async () => {
    await postCalls(scene.database, scene.inOctober(5, 16));
    await run();
    expect(await numbers()).toEqual([]);
  });
});
