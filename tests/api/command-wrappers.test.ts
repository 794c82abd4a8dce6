import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openDatabases } from '#db/client.ts';
import {
  auditEntry,
  configVersion,
  department,
  idempotencyRecord,
  outboxEvent,
  session,
  team,
  tenant,
  userAccount,
} from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import type { CommandRuntime, Invocation } from '#lib/command/context.ts';
import { defineAction } from '#lib/command/define-action.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { RecordedFailure } from '#lib/command/recorded-failure.ts';
import { defineOperation, type Operation } from '#lib/contracts/operation.ts';
import { AppError, toAppError } from '#lib/core/errors.ts';
import { newUuid, publicId, toPublicId } from '#lib/core/ids.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import {
  commandRuntimeOf,
  createSampleCompany,
  invocationOf,
  type SampleCompany,
  type SamplePerson,
} from '#tests/support/sample-company.ts';

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;
let companies = 0;
let hints = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = {
    ...commandRuntimeOf(database),
    hintConfigChanged: () => {
      hints += 1;
    },
  };
});
beforeEach(async () => {
  companies += 1;
  hints = 0;
  company = await createSampleCompany(database, `wrappers-${companies}`);
});
afterAll(() => database.drop());

const as = (person: SamplePerson | null, options: Parameters<typeof invocationOf>[3] = {}): Invocation =>
  invocationOf(runtime, company, person, options);
const inside = <Result>(work: (tx: TenantTransaction) => Promise<Result>) => inTenant(database.databases.app, company.tenantId, work);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'success',
    (error: unknown) => (error instanceof AppError ? error.code : error),
  );
const entriesOf = (action: string) =>
  inside((tx) =>
    tx
      .select()
      .from(auditEntry)
      .where(and(eq(auditEntry.tenantId, company.tenantId), eq(auditEntry.action, action))),
  );

const Named = z.strictObject({ id: publicId('team'), name: z.string() });
const operation = {
  name: 'thing.create',
  summary: 'Make a thing',
  permission: 'teams.write',
  scope: 'tenant',
  examples: [],
  http: { method: 'POST', path: '/things', status: 201 },
  touches: ['organization', 'access'],
} as const;
const create = defineOperation({
  ...operation,
  input: z.strictObject({ name: z.string(), fail: z.boolean().default(false) }),
  output: Named,
});

/** Inserts a team; fails after everything was written when asked to. */
const createThing = defineCommand(create, async (ctx, input) => {
  const id = newUuid();
  await ctx.tx.insert(team).values({ tenantId: ctx.tenantId, id, name: input.name });
  if (input.fail) throw new AppError('conflict', { detail: 'Asked to' });
  const result = { id, name: input.name };
  return {
    result,
    changes: [{ resource: 'thing', id: toPublicId('team', id), before: null, after: { ...result, api_secret: 'hunter2' } }],
    events: [{ name: 'team.created', payload: { team_id: toPublicId('team', id) } }],
  };
});

describe('defineCommand', () => {
  it('commits the change with its audit entry, versions and event, in one transaction', async () => {
    const invocation = as(company.admin);
    const made = await createThing.execute(invocation, { name: 'One' });
    const [entry] = await entriesOf('thing.create');
    expect(entry).toMatchObject({
      actorKind: 'user',
      actorId: company.admin.userId,
      actorName: company.admin.email,
      resourceKind: 'thing',
      resourceId: toPublicId('team', made.id),
      result: 'success',
      before: null,
      after: { id: made.id, name: 'One', api_secret: '[secret]' },
      ip: '192.0.2.1',
      userAgent: 'test',
      requestId: invocation.requestId,
    });
    const events = await inside((tx) => tx.select().from(outboxEvent));
    expect(events).toMatchObject([{ name: 'team.created', payload: { team_id: toPublicId('team', made.id) }, relayedAt: null }]);
    const versions = await inside((tx) => tx.select().from(configVersion));
    expect(versions.map(({ section }) => section).sort()).toEqual(['access', 'organization']);
    const xids = await database.superuser`
      select a.xmin::text as audit, o.xmin::text as outbox, t.xmin::text as team from audit_entry a, outbox_event o, team t
      where a.tenant_id = ${company.tenantId} and o.tenant_id = a.tenant_id and t.id = ${made.id} and a.action = 'thing.create'`;
    expect(new Set(Object.values(xids[0] ?? {})).size).toBe(1);
    expect(hints).toBe(1);
  });

  it('leaves nothing of a failed change: no row, entry, version, event or idempotency record', async () => {
    expect(await codeOf(createThing.execute(as(company.admin, { idempotencyKey: 'k' }), { name: 'One', fail: true }))).toBe('conflict');
    const left = await inside(async (tx) => [
      await tx.select().from(team).where(eq(team.name, 'One')),
      await tx.select().from(auditEntry),
      await tx.select().from(outboxEvent),
      await tx.select().from(configVersion),
      await tx.select().from(idempotencyRecord),
    ]);
    expect(left.flat()).toEqual([]);
    expect(hints).toBe(0);
  });

  it('asks for a session before it looks at the input, and at the input before the database', async () => {
    expect(await codeOf(createThing.execute(as(null), { name: 7 }))).toBe('unauthenticated');
    const away = openDatabases({ url: 'postgres://nobody:x@127.0.0.1:1/away', secret: database.secret });
    const lost = { ...runtime, databases: away };
    expect(await codeOf(createThing.execute({ ...as(company.admin), runtime: lost }, { name: 7 }))).toBe('validation_failed');
    const thrown: unknown = await createThing
      .execute({ ...as(company.admin), runtime: lost }, { name: 'x' })
      .catch((error: unknown) => error);
    expect(toAppError(thrown).code).toBe('database_unavailable');
    await away.close(0);
  });

  it('writes nothing to the audit trail for a write that found nothing to do', async () => {
    const idle = defineCommand({ ...create, name: 'thing.idle' }, async () => ({ result: { id: newUuid(), name: 'x' }, changes: null }));
    await idle.execute(as(company.admin), { name: 'x' });
    expect(await entriesOf('thing.idle')).toEqual([]);
    expect(await inside((tx) => tx.select().from(configVersion))).toEqual([]);
  });

  it('checks If-Match with the row held, so that of two changes at once one is told', async () => {
    const update = defineOperation({
      ...operation,
      name: 'thing.update',
      scope: { of: 'team', from: 'team_id' },
      input: z.strictObject({ team_id: publicId('team'), name: z.string() }),
      output: Named,
    });
    const updateThing = defineCommand(update, async (ctx, input) => {
      await lockRow(ctx.tx, team, ctx.tenantId, input.team_id);
      const [before] = await ctx.tx.select().from(team).where(eq(team.id, input.team_id));
      ctx.expectVersion(before?.version ?? 0);
      await ctx.tx
        .update(team)
        .set({ name: input.name, version: sql`${team.version} + 1` })
        .where(eq(team.id, input.team_id));
      const result = { id: input.team_id, name: input.name };
      return { result, changes: [{ resource: 'thing', id: 'x', before: null, after: result }] };
    });
    const teamId = toPublicId('team', company.searchId);
    const outcomes = await Promise.all(
      ['a', 'b', 'c'].map((name) => codeOf(updateThing.execute(as(company.admin, { ifMatch: 1 }), { team_id: teamId, name }))),
    );
    expect(outcomes.sort()).toEqual(['precondition_failed', 'precondition_failed', 'success']);
    expect(await codeOf(updateThing.execute(as(company.admin), { team_id: teamId, name: 'd' }))).toBe('success');
  });
});

describe('Idempotency-Key', () => {
  const countTeams = () => inside(async (tx) => (await tx.select().from(team).where(eq(team.name, 'Once'))).length);

  it('runs a write once and gives the same answer again', async () => {
    const invocation = () => as(company.admin, { idempotencyKey: 'k1' });
    const first = await createThing.execute(invocation(), { name: 'Once' });
    expect(await createThing.execute(invocation(), { name: 'Once' })).toEqual(first);
    expect(await countTeams()).toBe(1);
    expect((await entriesOf('thing.create')).length).toBe(1);
  });

  it('runs it once also when all come at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => createThing.execute(as(company.admin, { idempotencyKey: 'k2' }), { name: 'Once' })),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await countTeams()).toBe(1);
  });

  it('refuses the key for another request, and knows keys of other people and tenants apart', async () => {
    const key = { idempotencyKey: 'k3' };
    const mine = await createThing.execute(as(company.admin, key), { name: 'Once' });
    expect(await codeOf(createThing.execute(as(company.admin, key), { name: 'Twice' }))).toBe('idempotency_mismatch');
    const other = defineCommand({ ...create, name: 'thing.other' }, async () => ({ result: { id: newUuid(), name: 'x' }, changes: null }));
    expect(await codeOf(other.execute(as(company.admin, key), { name: 'Once' }))).toBe('idempotency_mismatch');
    const elsewhere = await createSampleCompany(database, `elsewhere-${companies}`);
    const theirs = await createThing.execute(invocationOf(runtime, elsewhere, elsewhere.admin, key), { name: 'Once' });
    expect(theirs.id).not.toBe(mine.id);
  });

  it('takes a key again whose first request failed', async () => {
    const key = { idempotencyKey: 'k4' };
    expect(await codeOf(createThing.execute(as(company.admin, key), { name: 'Once', fail: true }))).toBe('conflict');
    expect(await codeOf(createThing.execute(as(company.admin, key), { name: 'Once' }))).toBe('success');
  });

  it('stores the answer sealed: nothing of it can be read in the database', async () => {
    await createThing.execute(as(company.admin, { idempotencyKey: 'k5' }), { name: 'A very telling name' });
    const rows =
      await database.superuser`select encode(body, 'escape') as body from idempotency_record where tenant_id = ${company.tenantId}`;
    expect(rows).toHaveLength(1);
    expect(rows[0]?.body).not.toContain('telling');
  });

  it.each(['', 'x'.repeat(256)])('refuses a key of the wrong length', async (idempotencyKey) => {
    expect(await codeOf(createThing.execute(as(company.admin, { idempotencyKey }), { name: 'Once' }))).toBe('invalid_request');
  });
});

describe('defineQuery', () => {
  const get = { ...operation, name: 'thing.get', permission: 'teams.read', http: { method: 'GET', path: '/things' } } as const;
  const readOnly = defineOperation({ ...get, input: z.strictObject({}), output: z.null() });

  it('cannot write', async () => {
    const write = defineQuery(readOnly, async (ctx) => {
      await ctx.tx.insert(department).values({ tenantId: ctx.tenantId, id: newUuid(), name: 'No' });
      return null;
    });
    await expect(write.execute(as(company.admin), {})).rejects.toMatchObject({ cause: { code: '25006' } });
  });

  it('notes a declared read once a minute for each person and question [AUD-1]', async () => {
    const input = z.strictObject({ search: z.string().optional(), limit: z.number().optional(), cursor: z.string().optional() });
    const recorded: Operation = { ...get, name: 'thing.read', input, output: z.null(), recordsReads: true };
    const read = defineQuery(recorded, async () => null);
    const time = { now: Date.now() };
    const at = (person: SamplePerson): Invocation => ({ ...as(person), runtime: { ...runtime, clock: { now: () => time.now } } });
    await read.execute(at(company.admin), { search: 'a', limit: 5 });
    await read.execute(at(company.admin), { search: 'a', limit: 5, cursor: 'next' });
    expect(await entriesOf('thing.read')).toMatchObject([{ after: { input: { search: 'a' } }, resourceKind: 'thing', result: 'success' }]);
    await read.execute(at(company.admin), { search: 'b' });
    await read.execute(at(company.member), { search: 'a' });
    expect((await entriesOf('thing.read')).length).toBe(3);
    time.now += 61_000;
    await read.execute(at(company.admin), { search: 'a' });
    expect((await entriesOf('thing.read')).length).toBe(4);
  });
});

describe('a refused change', () => {
  it('is noted as denied, once a minute, with what was asked and without secrets [AUD-1]', async () => {
    for (let count = 0; count < 3; count += 1)
      expect(await codeOf(createThing.execute(as(company.guest), { name: 'No' }))).toBe('forbidden');
    const entries = await entriesOf('thing.create');
    expect(entries).toMatchObject([
      {
        result: 'denied',
        actorId: company.guest.userId,
        resourceId: toPublicId('tenant', company.tenantId),
        after: { input: { name: 'No' } },
      },
    ]);
  });
});

describe('defineAction', () => {
  const test = { ...operation, name: 'thing.test', input: z.strictObject({ name: z.string() }), output: Named } as const;

  it('holds no transaction during the effect, and checks access again before it records', async () => {
    let during: unknown;
    const action = defineAction(defineOperation(test), {
      prepare: async (ctx) => ctx.tenantId,
      async effect() {
        const [row] =
          await database.superuser`select count(*)::int as open from pg_stat_activity where datname = ${database.name} and state like 'idle in transaction%'`;
        during = row?.open;
        await inside((tx) => tx.update(session).set({ revokedAt: new Date() }).where(eq(session.id, company.admin.sessionId)));
      },
      record: async () => ({ result: { id: newUuid(), name: 'x' }, changes: [{ resource: 'thing', id: 'x', before: null, after: {} }] }),
    });
    expect(await codeOf(action.execute(as(company.admin), { name: 'x' }))).toBe('unauthenticated');
    expect(during).toBe(0);
    expect(await entriesOf('thing.test')).toEqual([]);
  });

  it('answers an Idempotency-Key again without doing the effect again', async () => {
    let effects = 0;
    const action = defineAction(defineOperation(test), {
      prepare: async () => undefined,
      async effect() {
        effects += 1;
        return newUuid();
      },
      record: async (_ctx, input, id) => ({
        result: { id, name: input.name },
        changes: [{ resource: 'thing', id, before: null, after: {} }],
      }),
    });
    const first = await action.execute(as(company.admin, { idempotencyKey: 'a1' }), { name: 'x' });
    expect(await action.execute(as(company.admin, { idempotencyKey: 'a1' }), { name: 'x' })).toEqual(first);
    expect(effects).toBe(1);
    const both = await Promise.all([1, 2].map(() => action.execute(as(company.admin, { idempotencyKey: 'a2' }), { name: 'y' })));
    expect(both[0]).toEqual(both[1]);
    expect((await entriesOf('thing.test')).length).toBe(2);
  });

  it('keeps a recorded failure and nothing else, and throws what was meant for the caller', async () => {
    const action = defineAction(defineOperation(test), {
      prepare: async () => undefined,
      effect: async () => undefined,
      async record(ctx) {
        await ctx.tx.insert(department).values({ tenantId: ctx.tenantId, id: newUuid(), name: 'Gone' });
        throw new RecordedFailure(new AppError('conflict', { detail: 'No' }), [{ resource: 'thing', id: 'x', before: null, after: null }]);
      },
    });
    expect(await codeOf(action.execute(as(company.admin), { name: 'x' }))).toBe('conflict');
    expect(await entriesOf('thing.test')).toMatchObject([{ result: 'failed', actorId: company.admin.userId }]);
    expect(await inside((tx) => tx.select().from(department).where(eq(department.name, 'Gone')))).toEqual([]);
  });
});

describe('the session', () => {
  const whoami = defineQuery(
    defineOperation({
      ...operation,
      name: 'thing.who',
      permission: null,
      scope: 'self',
      input: z.strictObject({}),
      output: z.string(),
      http: { method: 'GET', path: '/who' },
    }),
    async (ctx) => ctx.caller.email,
  );
  const lastSeen = () =>
    inside(async (tx) => (await tx.select().from(session).where(eq(session.id, company.admin.sessionId)))[0]?.lastSeenAt.getTime() ?? 0);

  it.each([
    ['revoked', (tx: TenantTransaction) => tx.update(session).set({ revokedAt: new Date() })],
    ['run out', (tx: TenantTransaction) => tx.update(session).set({ expiresAt: new Date(Date.now() - 1) })],
    ['of somebody deactivated', (tx: TenantTransaction) => tx.update(userAccount).set({ status: 'deactivated' })],
  ])('stops at once when it is %s [IAM-6]', async (_, change) => {
    expect(await whoami.execute(as(company.admin), {})).toBe(company.admin.email);
    await inside((tx) => change(tx));
    expect(await codeOf(whoami.execute(as(company.admin), {}))).toBe('unauthenticated');
  });

  it('of a suspended organization may do nothing', async () => {
    await database.superuser`update tenant set status = 'suspended' where tenant_id = ${company.tenantId}`;
    expect(await codeOf(whoami.execute(as(company.admin), {}))).toBe('forbidden');
    await database.superuser`update tenant set status = 'active' where tenant_id = ${company.tenantId}`;
    expect(await inside((tx) => tx.select().from(tenant))).toHaveLength(1);
  });

  it('opened with a temporary password may do nothing but what is the own person’s', async () => {
    await inside((tx) => tx.update(userAccount).set({ temporaryPasswordExpiresAt: new Date(Date.now() + 1000) }));
    expect(await codeOf(createThing.execute(as(company.admin), { name: 'x' }))).toBe('password_change_required');
    expect(await whoami.execute(as(company.admin), {})).toBe(company.admin.email);
  });

  it('is noted as in use at most once a minute [IAM-6]', async () => {
    const start = await lastSeen();
    const at = (now: number): Invocation => ({ ...as(company.admin), runtime: { ...runtime, clock: { now: () => now } } });
    await whoami.execute(at(start + 59_000), {});
    expect(await lastSeen()).toBe(start);
    await whoami.execute(at(start + 61_000), {});
    expect(await lastSeen()).toBe(start + 61_000);
    expect(
      await codeOf(
        createThing.execute({ ...at(start + 130_000), authentication: as(company.admin).authentication }, { name: 'x', fail: true }),
      ),
    ).toBe('conflict');
    expect(await lastSeen()).toBe(start + 130_000);
  });

  it('of another tenant is none', async () => {
    const other = await createSampleCompany(database, `other-${companies}`);
    const mixed = { ...as(company.admin), authentication: { tenantId: company.tenantId, sessionId: other.admin.sessionId } };
    expect(await codeOf(whoami.execute(mixed, {}))).toBe('unauthenticated');
  });
});
