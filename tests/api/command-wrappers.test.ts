import { and, eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openDatabases } from '#db/client.ts';
import { auditEntry, configVersion, department, idempotencyRecord, outboxEvent, team } from '#db/schema/index.ts';
import type { Invocation } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { defineOperation, type Operation } from '#lib/contracts/operation.ts';
import { AppError, toAppError } from '#lib/core/errors.ts';
import { newUuid, publicId, toPublicId } from '#lib/core/ids.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { invocationOf, type SamplePerson } from '#tests/support/sample-company.ts';

/** How often other processes were told to look at the configuration; counted anew for each test. */
let hints = 0;
const scene = companyScene('wrappers', (runtime) => ({
  ...runtime,
  hintConfigChanged: () => {
    hints += 1;
  },
}));
beforeEach(() => {
  hints = 0;
});
const { as, inside } = scene;

const entriesOf = (action: string) =>
  inside((tx) =>
    tx
      .select()
      .from(auditEntry)
      .where(and(eq(auditEntry.tenantId, scene.company.tenantId), eq(auditEntry.action, action))),
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
    const invocation = as(scene.company.admin);
    const made = await createThing.execute(invocation, { name: 'One' });
    const [entry] = await entriesOf('thing.create');
    expect(entry).toMatchObject({
      actorKind: 'user',
      actorId: scene.company.admin.userId,
      actorName: scene.company.admin.email,
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
    const xids = await scene.database.superuser`
      select a.xmin::text as audit, o.xmin::text as outbox, t.xmin::text as team from audit_entry a, outbox_event o, team t
      where a.tenant_id = ${scene.company.tenantId} and o.tenant_id = a.tenant_id and t.id = ${made.id} and a.action = 'thing.create'`;
    expect(new Set(Object.values(xids[0] ?? {})).size).toBe(1);
    expect(hints).toBe(1);
  });

  it('leaves nothing of a failed change: no row, entry, version, event or idempotency record', async () => {
    expect(await faultOf(createThing.execute(as(scene.company.admin, { idempotencyKey: 'k' }), { name: 'One', fail: true }))).toBe(
      'conflict',
    );
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
    expect(await faultOf(createThing.execute(as(null), { name: 7 }))).toBe('unauthenticated');
    const away = openDatabases({ url: 'postgres://nobody:x@127.0.0.1:1/away', secret: scene.database.secret });
    const lost = { ...scene.runtime, databases: away };
    expect(await faultOf(createThing.execute({ ...as(scene.company.admin), runtime: lost }, { name: 7 }))).toBe('validation_failed /name');
    const thrown: unknown = await createThing
      .execute({ ...as(scene.company.admin), runtime: lost }, { name: 'x' })
      .catch((error: unknown) => error);
    expect(toAppError(thrown).code).toBe('database_unavailable');
    await away.close(0);
  });

  it('writes nothing to the audit trail for a write that found nothing to do', async () => {
    const idle = defineCommand({ ...create, name: 'thing.idle' }, async () => ({ result: { id: newUuid(), name: 'x' }, changes: null }));
    await idle.execute(as(scene.company.admin), { name: 'x' });
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
    const teamId = toPublicId('team', scene.company.searchId);
    const outcomes = await Promise.all(
      ['a', 'b', 'c'].map((name) => faultOf(updateThing.execute(as(scene.company.admin, { ifMatch: 1 }), { team_id: teamId, name }))),
    );
    expect(outcomes.sort()).toEqual(['precondition_failed', 'precondition_failed', 'success']);
    expect(await faultOf(updateThing.execute(as(scene.company.admin), { team_id: teamId, name: 'd' }))).toBe('success');
  });
});

describe('Idempotency-Key', () => {
  const countTeams = () => inside(async (tx) => (await tx.select().from(team).where(eq(team.name, 'Once'))).length);

  it('runs a write once and gives the same answer again', async () => {
    const invocation = () => as(scene.company.admin, { idempotencyKey: 'k1' });
    const first = await createThing.execute(invocation(), { name: 'Once' });
    expect(await createThing.execute(invocation(), { name: 'Once' })).toEqual(first);
    expect(await countTeams()).toBe(1);
    expect((await entriesOf('thing.create')).length).toBe(1);
  });

  it('runs it once also when all come at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => createThing.execute(as(scene.company.admin, { idempotencyKey: 'k2' }), { name: 'Once' })),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await countTeams()).toBe(1);
  });

  it('refuses the key for another request, and knows keys of other people and tenants apart', async () => {
    const key = { idempotencyKey: 'k3' };
    const mine = await createThing.execute(as(scene.company.admin, key), { name: 'Once' });
    expect(await faultOf(createThing.execute(as(scene.company.admin, key), { name: 'Twice' }))).toBe('idempotency_mismatch');
    const other = defineCommand({ ...create, name: 'thing.other' }, async () => ({ result: { id: newUuid(), name: 'x' }, changes: null }));
    expect(await faultOf(other.execute(as(scene.company.admin, key), { name: 'Once' }))).toBe('idempotency_mismatch');
    const elsewhere = await scene.otherCompany();
    const theirs = await createThing.execute(invocationOf(scene.runtime, elsewhere, elsewhere.admin, key), { name: 'Once' });
    expect(theirs.id).not.toBe(mine.id);
  });

  it('takes a key again whose first request failed', async () => {
    const key = { idempotencyKey: 'k4' };
    expect(await faultOf(createThing.execute(as(scene.company.admin, key), { name: 'Once', fail: true }))).toBe('conflict');
    expect(await faultOf(createThing.execute(as(scene.company.admin, key), { name: 'Once' }))).toBe('success');
  });

  it('stores the answer sealed: nothing of it can be read in the database', async () => {
    await createThing.execute(as(scene.company.admin, { idempotencyKey: 'k5' }), { name: 'A very telling name' });
    const rows = await scene.database
      .superuser`select encode(body, 'escape') as body from idempotency_record where tenant_id = ${scene.company.tenantId}`;
    expect(rows).toHaveLength(1);
    expect(rows[0]?.body).not.toContain('telling');
  });

  it.each(['', 'x'.repeat(256)])('refuses a key of the wrong length', async (idempotencyKey) => {
    expect(await faultOf(createThing.execute(as(scene.company.admin, { idempotencyKey }), { name: 'Once' }))).toBe('invalid_request');
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
    await expect(write.execute(as(scene.company.admin), {})).rejects.toMatchObject({ cause: { code: '25006' } });
  });

  it('notes a declared read once a minute for each person and question [AUD-1]', async () => {
    const input = z.strictObject({ search: z.string().optional(), limit: z.number().optional(), cursor: z.string().optional() });
    const recorded: Operation = { ...get, name: 'thing.read', input, output: z.null(), recordsReads: true };
    const read = defineQuery(recorded, async () => null);
    const time = { now: Date.now() };
    const at = (person: SamplePerson): Invocation => ({ ...as(person), runtime: { ...scene.runtime, clock: { now: () => time.now } } });
    await read.execute(at(scene.company.admin), { search: 'a', limit: 5 });
    await read.execute(at(scene.company.admin), { search: 'a', limit: 5, cursor: 'next' });
    expect(await entriesOf('thing.read')).toMatchObject([{ after: { input: { search: 'a' } }, resourceKind: 'thing', result: 'success' }]);
    await read.execute(at(scene.company.admin), { search: 'b' });
    await read.execute(at(scene.company.member), { search: 'a' });
    expect((await entriesOf('thing.read')).length).toBe(3);
    time.now += 61_000;
    await read.execute(at(scene.company.admin), { search: 'a' });
    expect((await entriesOf('thing.read')).length).toBe(4);
  });
});

describe('a refused change', () => {
  it('is noted as denied, once a minute, with what was asked and without secrets [AUD-1]', async () => {
    for (let count = 0; count < 3; count += 1)
      expect(await faultOf(createThing.execute(as(scene.company.guest), { name: 'No' }))).toBe('forbidden');
    const entries = await entriesOf('thing.create');
    expect(entries).toMatchObject([
      {
        result: 'denied',
        actorId: scene.company.guest.userId,
        resourceId: toPublicId('tenant', scene.company.tenantId),
        after: { input: { name: 'No' } },
      },
    ]);
  });
});
