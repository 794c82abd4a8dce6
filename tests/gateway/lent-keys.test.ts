import { setTimeout as sleep } from 'node:timers/promises';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { auditEntry, connection, keyLoan, mailMessage, membership, team, virtualKey } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { importPrices } from '#lib/catalog/index.ts';
import { parseEnv } from '#lib/core/env.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { createWebLane } from '#lib/http/define-gateway-route.ts';
import {
  createKey,
  disableAllKeys,
  disableKey,
  issueKeyLoan,
  lendKey,
  listKeyLoans,
  recallKey,
  reportLeak,
  rotateKey,
} from '#lib/keys/index.ts';
import { type OpenGateway, openGateway } from '#lib/open-gateway.ts';
import { createRuntime, type Runtime } from '#lib/runtime.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { createSampleCompany, invocationOf, type SampleCompany, type SamplePerson } from '#tests/support/sample-company.ts';

/** Keys that are lent, through the whole of a gateway that reads them from PostgreSQL and books its calls there. */

let database: TestDatabase;
let runtime: Runtime;
let open: OpenGateway;
let company: SampleCompany;
let companies = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  await importPrices(database.databases.jobs);
  const env = parseEnv({ DATABASE_URL: database.url, TOLLGATE_SECRET: database.secret, LOG_LEVEL: 'silent' });
  runtime = createRuntime(env, 'test');
  open = await openGateway(runtime, 'direct');
});
beforeEach(async () => {
  companies += 1;
  company = await createSampleCompany(database, `lent-keys-${companies}`);
  // Search has a connection of its own that Field does not reach; the seller leads Field.
  await inside(async (tx) => {
    await tx.insert(connection).values({
      ...{ tenantId: company.tenantId, id: newUuid(), name: 'Own', provider: 'sandbox', ownerTeamId: company.searchId },
    });
    await tx.update(membership).set({ teamRole: 'lead' }).where(eq(membership.userId, company.seller.userId));
  });
});
afterAll(async () => {
  await open.close();
  await runtime.databases.close(1);
  await database.drop();
});

const inside = <Result>(work: Parameters<typeof inTenant<Result>>[2]) => inTenant(database.databases.app, company.tenantId, work);
const as = (person: SamplePerson) => invocationOf(runtime.command, company, person);
const keyOf = (id: string) => toPublicId('key', id);
const loanOf = (id: string) => toPublicId('keyLoan', id);
const field = () => ({ team_id: toPublicId('team', company.fieldId) });

const makeKey = (more: object = {}) =>
  createKey.execute(as(company.admin), { name: 'Launch', kind: 'team', team_id: toPublicId('team', company.searchId), ...more });
const lend = (id: string, more: object = field()) => lendKey.execute(as(company.lead), { key_id: keyOf(id), ...more });
const issue = (id: string, person = company.seller) => issueKeyLoan.execute(as(person), { key_loan_id: loanOf(id) });

/** A key of Search that is lent to Field, with the secrets of both. */
async function lentKey(more: object = {}) {
  const key = await makeKey(more);
  const loan = await lend(key.id);
  return { key, loan, secret: (await issue(loan.id)).secret };
}

const answer = createWebLane(
  () => open.gateway,
  () => true,
);
const chat = (secret: string, model = 'sandbox-small', headers: Record<string, string> = {}): Promise<Response> =>
  answer(
    new Request('http://localhost/api/v1/chat/completions', {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] }),
    }),
  );
async function outcomeOf(response: Response): Promise<string> {
  const body: { error?: { code?: string } } = JSON.parse(await response.text());
  return body.error?.code === undefined ? String(response.status) : `${response.status} ${body.error.code}`;
}
const ask = async (...call: Parameters<typeof chat>): Promise<string> => outcomeOf(await chat(...call));

/** Milliseconds until calls with a secret have an outcome. */
async function until(secret: string, outcome: string): Promise<number> {
  const startedAt = Date.now();
  for (;;) {
    const last = await ask(secret);
    if (last === outcome) return Date.now() - startedAt;
    if (Date.now() - startedAt > 5_000) throw new Error(`Still ${last} after five seconds`);
    await sleep(20);
  }
}

/** What was booked of the company's calls, as "team key calls". */
const booked = () => database.superuser<{ what: string }[]>`
  select concat_ws(' ', team.name, virtual_key.name, count(*)) as what from usage_event e
  join usage_dimension t on t.tenant_id = e.tenant_id and t.id = e.team_dim join team on team.id::text = t.value
  join usage_dimension k on k.tenant_id = e.tenant_id and k.id = e.key_dim join virtual_key on virtual_key.id::text = k.value
  where e.tenant_id = ${company.tenantId} and e.status = 'succeeded' group by team.name, virtual_key.name order by 1`;

test('[ORG-11] a borrower calls by the models, the connections and the limits of the key, and each call says whose it is', async () => {
  const limits = [{ metric: 'requests', window: 'hour', limit: 3 }];
  const { key, secret } = await lentKey({ allowed_models: ['sandbox-small'], rate_limits: limits });
  expect(secret).toMatch(/^tg_/);
  expect(await ask(secret)).toBe('200');
  expect(await ask(secret, 'sandbox-large')).toBe('403 model_not_allowed');
  const own = await createKey.execute(as(company.admin), { name: 'Own', kind: 'team', ...field() });
  expect(await ask(own.secret)).toBe('404 model_not_found');
  expect([await ask(key.secret), await ask(secret)]).toEqual(['200', '200']);
  // Lender and borrower have the limits of the key together.
  expect([await ask(key.secret), await ask(secret)]).toEqual(['429 rate_limited', '429 rate_limited']);
  expect((await booked()).map(({ what }) => what)).toEqual(['Field Launch 2', 'Search Launch 1']);
  const seenBy = async (person: SamplePerson) => {
    const { data } = await listKeyLoans.execute(as(person), {});
    return data.map(({ is_lender, uses, requests }) => ({
      is_lender,
      requests,
      uses: uses?.map(({ name, requests: calls, is_borrower: isBorrower }) => `${name} ${calls}${isBorrower ? ' outside' : ''}`).sort(),
    }));
  };
  const refused = (calls: number) => expect.stringMatching(new RegExp(`^Field ${calls}`));
  const [ofLead] = (await listKeyLoans.execute(as(company.lead), {})).data;
  const [ofSeller] = (await listKeyLoans.execute(as(company.seller), {})).data;
  expect(ofLead).toMatchObject({ can_end: true, loans: [{ can_take: false }] });
  expect(ofSeller).toMatchObject({ can_end: false, loans: [{ can_take: true }] });
  const all = { is_lender: true, requests: 6, uses: [refused(4), 'Search 2'] };
  expect(await seenBy(company.lead)).toEqual([all]);
  expect(await seenBy(company.admin)).toEqual([all]);
  expect(await seenBy(company.seller)).toEqual([{ is_lender: false, requests: 4, uses: ['Field 4 outside'] }]);
});

test('[ORG-11] the budget of a key is the borrower’s limit too', async () => {
  const { key, secret } = await lentKey({ budget: { limit_usd: '0.000000001' } });
  expect([await ask(secret), await ask(key.secret)]).toEqual(['402 budget_exceeded', '402 budget_exceeded']);
});

test('[ORG-11] a loan that is ended stops within two seconds, and the key goes on', async () => {
  const { key, loan, secret } = await lentKey();
  expect([await ask(secret), await ask(key.secret)]).toEqual(['200', '200']);
  await recallKey.execute(as(company.lead), { key_id: keyOf(key.id), key_loan_id: loanOf(loan.id) });
  expect(await until(secret, '401 key_disabled')).toBeLessThan(2_000);
  expect((await (await chat(secret)).json()).error.message).toContain('Ask the team that lent it');
  expect(await ask(key.secret)).toBe('200');
  expect(await faultOf(recallKey.execute(as(company.lead), { key_id: keyOf(key.id), key_loan_id: loanOf(loan.id) }))).toBe('not_found');
  expect(await faultOf(issue(loan.id))).toBe('not_found');
  // Lent again it is another loan; the former secret stays what it was.
  const again = await lend(key.id);
  expect([again.id === loan.id, await ask((await issue(again.id)).secret), await ask(secret)]).toEqual([false, '200', '401 key_disabled']);
});

test('[ORG-11] another secret takes the place of the former within two seconds', async () => {
  const { loan, secret } = await lentKey();
  expect(await ask(secret)).toBe('200');
  const { secret: next } = await issue(loan.id);
  expect(await ask(next)).toBe('200');
  expect(await until(secret, '401 invalid_key')).toBeLessThan(2_000);
  expect(await ask(next)).toBe('200');
});

test('[ORG-11] a loan ends with its time, with the key, with the borrower, and with the lender', async () => {
  const { key, loan, secret } = await lentKey();
  const { tenantId } = company;
  const touch = () =>
    database.superuser`update config_version set version = version + 1 where tenant_id = ${tenantId} and section = 'keys'`;
  const setEnd = async (expiresAt: Date | null) => {
    await inside((tx) =>
      tx
        .update(keyLoan)
        .set({ expiresAt })
        .where(and(eq(keyLoan.tenantId, tenantId), eq(keyLoan.id, loan.id))),
    );
    await touch();
  };
  const setArchived = async (id: string, archivedAt: Date | null) => {
    await inside((tx) =>
      tx
        .update(team)
        .set({ archivedAt })
        .where(and(eq(team.tenantId, tenantId), eq(team.id, id))),
    );
    await touch();
  };
  await setEnd(new Date(Date.now() - 1));
  await until(secret, '401 key_expired');
  // What has ended by itself is no loan any more, and does not stand in the way of another one.
  expect((await listKeyLoans.execute(as(company.lead), {})).data).toEqual([]);
  expect(await faultOf(issue(loan.id))).toBe('not_found');
  expect((await lend(key.id, { ...field(), expires_at: new Date(Date.now() + 60_000).toISOString() })).id).not.toBe(loan.id);
  const second = await lentKey({ name: 'Second' });
  expect(await ask(second.secret)).toBe('200');
  for (const id of [company.fieldId, company.searchId]) {
    await setArchived(id, new Date());
    await until(second.secret, '401 key_disabled');
    await setArchived(id, null);
    await until(second.secret, '200');
  }
  await disableKey.execute(as(company.lead), { key_id: keyOf(second.key.id) });
  expect(await until(second.secret, '401 key_disabled')).toBeLessThan(2_000);
  expect(await faultOf(issue(second.loan.id))).toBe('conflict');
});

test('[ORG-11] loans go along when the key is rotated, with their secrets and with what was used', async () => {
  const { key, loan, secret } = await lentKey();
  expect(await ask(secret)).toBe('200');
  const next = await rotateKey.execute(as(company.lead), { key_id: keyOf(key.id) });
  await until(key.secret, '401 key_disabled');
  expect([await ask(secret), await ask(next.secret)]).toEqual(['200', '200']);
  const { data } = await listKeyLoans.execute(as(company.lead), {});
  expect(data).toMatchObject([{ key_id: next.id, loans: [{ id: loan.id }], requests: expect.any(Number) }]);
  expect(data[0]?.uses?.find(({ name }) => name === 'Field')?.requests).toBeGreaterThanOrEqual(2);
});

test('[ORG-11] a leak stops the one secret that leaked; all keys of a team stop with those that were lent to it', async () => {
  const { key, loan, secret } = await lentKey();
  expect(await ask(secret)).toBe('200');
  expect(await reportLeak.execute(as(company.guest), { text: `key=${secret}` })).toMatchObject({ candidates: 1, disabled: [], known: 1 });
  expect(await until(secret, '401 invalid_key')).toBeLessThan(2_000);
  expect(await ask(key.secret)).toBe('200');
  const mails = await inside((tx) => tx.select().from(mailMessage).where(eq(mailMessage.tenantId, company.tenantId)));
  expect(mails.map(({ recipient }) => recipient).sort()).toEqual([company.lead.email, company.seller.email].sort());
  expect(mails[0]?.subject).toContain('The secret of Field for the key Launch was reported as leaked');
  const { secret: next } = await issue(loan.id);
  expect(await ask(next)).toBe('200');
  await disableAllKeys.execute(as(company.seller), { ...field(), because: 'leak' });
  expect(await until(next, '401 invalid_key')).toBeLessThan(2_000);
  expect(await ask(key.secret)).toBe('200');
});

test('[ORG-11] lender and borrower do not see what the other sent under the same Idempotency-Key', async () => {
  const { key, secret } = await lentKey();
  const headers = { 'idempotency-key': 'same' };
  for (const presented of [key.secret, secret, secret]) expect(await ask(presented, 'sandbox-small', headers)).toBe('200');
  const replays = await database.superuser<{ what: string }[]>`
    select concat_ws(' ', team.name, e.cache_state) as what from usage_event e
    join usage_dimension t on t.tenant_id = e.tenant_id and t.id = e.team_dim join team on team.id::text = t.value
    where e.tenant_id = ${company.tenantId} order by e.occurred_at, e.id`;
  expect(replays.map(({ what }) => what)).toEqual(['Search', 'Field', 'Field replay']);
});

test('[ORG-11] who may lend, take and end, and what is not lent', async () => {
  const key = await makeKey();
  const fault = (person: SamplePerson, more: object) => faultOf(lendKey.execute(as(person), { key_id: keyOf(key.id), ...more }));
  for (const person of [company.seller, company.guest]) expect(await fault(person, field())).toBe('not_found');
  expect(await fault(company.member, field())).toMatch(/forbidden|not_found/);
  expect(await fault(company.lead, { team_id: toPublicId('team', company.searchId) })).toBe('conflict');
  expect(await fault(company.lead, { ...field(), department_id: toPublicId('department', company.salesId) })).toMatch(/^validation_failed/);
  expect(await fault(company.lead, { team_id: toPublicId('team', newUuid()) })).toBe('not_found /team_id');
  expect(await fault(company.lead, { ...field(), expires_at: '2020-01-01T00:00:00Z' })).toBe('validation_failed /expires_at');
  const loan = await lend(key.id, { ...field(), note: 'Launch' });
  expect(loan).toMatchObject({ key_id: key.id, borrower_name: 'Field', display: null, issued_at: null, note: 'Launch', version: 1 });
  expect(await fault(company.lead, field())).toBe('conflict ');
  // The lender does not come to the borrower's secret, and the borrower does not lend on or end the loan.
  expect(await faultOf(issue(loan.id, company.lead))).toBe('not_found');
  expect(await faultOf(issue(loan.id, company.guest))).toBe('not_found');
  const recall = { key_id: keyOf(key.id), key_loan_id: loanOf(loan.id) };
  expect(await faultOf(recallKey.execute(as(company.seller), recall))).toBe('not_found');
  const personal = await createKey.execute(as(company.lead), { name: 'Laptop' });
  expect(await faultOf(lendKey.execute(as(company.lead), { key_id: keyOf(personal.id), ...field() }))).toBe('conflict');
  const taken = await issue(loan.id);
  expect(await faultOf(listKeyLoans.execute(as(company.guest), {}))).toBe('forbidden');
  const [row] = await inside((tx) => tx.select().from(keyLoan).where(eq(keyLoan.id, loan.id)));
  expect([row?.keyHash === taken.secret, row?.display]).toEqual([false, taken.display]);
  const trail = await inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.tenantId, company.tenantId)));
  expect(trail.map(({ action }) => action)).toEqual(expect.arrayContaining(['key.lend', 'key_loan.issue']));
  expect(JSON.stringify(trail, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(taken.secret);
  const other = await createSampleCompany(database, `lent-keys-other-${companies}`);
  const foreign = invocationOf(runtime.command, other, other.admin);
  expect(await faultOf(lendKey.execute(foreign, { key_id: keyOf(key.id), ...field() }))).toBe('not_found');
  expect(await faultOf(issueKeyLoan.execute(foreign, { key_loan_id: loanOf(loan.id) }))).toBe('not_found');
  expect((await listKeyLoans.execute(foreign, {})).data).toEqual([]);
  const [kept] = await inside((tx) => tx.select({ status: virtualKey.status }).from(virtualKey).where(eq(virtualKey.id, key.id)));
  expect(kept?.status).toBe('active');
});
