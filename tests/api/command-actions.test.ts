import { and, eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { auditEntry, department, session, tenant, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { Invocation } from '#lib/command/context.ts';
import { defineAction } from '#lib/command/define-action.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { RecordedFailure } from '#lib/command/recorded-failure.ts';
import { defineOperation } from '#lib/contracts/operation.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, publicId } from '#lib/core/ids.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';

const scene = companyScene('actions');
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

/** Does nothing, or fails. */
const createThing = defineCommand(create, async (_ctx, input) => {
  if (input.fail) throw new AppError('conflict', { detail: 'Asked to' });
  return { result: { id: newUuid(), name: input.name }, changes: null };
});

describe('defineAction', () => {
  const test = { ...operation, name: 'thing.test', input: z.strictObject({ name: z.string() }), output: Named } as const;

  it('holds no transaction during the effect, and checks access again before it records', async () => {
    let during: unknown;
    const action = defineAction(defineOperation(test), {
      prepare: async (ctx) => ctx.tenantId,
      async effect() {
        const [row] = await scene.database
          .superuser`select count(*)::int as open from pg_stat_activity where datname = ${scene.database.name} and state like 'idle in transaction%'`;
        during = row?.open;
        await inside((tx) => tx.update(session).set({ revokedAt: new Date() }).where(eq(session.id, scene.company.admin.sessionId)));
      },
      record: async () => ({ result: { id: newUuid(), name: 'x' }, changes: [{ resource: 'thing', id: 'x', before: null, after: {} }] }),
    });
    expect(await faultOf(action.execute(as(scene.company.admin), { name: 'x' }))).toBe('unauthenticated');
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
    const first = await action.execute(as(scene.company.admin, { idempotencyKey: 'a1' }), { name: 'x' });
    expect(await action.execute(as(scene.company.admin, { idempotencyKey: 'a1' }), { name: 'x' })).toEqual(first);
    expect(effects).toBe(1);
    const both = await Promise.all([1, 2].map(() => action.execute(as(scene.company.admin, { idempotencyKey: 'a2' }), { name: 'y' })));
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
    expect(await faultOf(action.execute(as(scene.company.admin), { name: 'x' }))).toBe('conflict');
    expect(await entriesOf('thing.test')).toMatchObject([{ result: 'failed', actorId: scene.company.admin.userId }]);
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
    inside(
      async (tx) => (await tx.select().from(session).where(eq(session.id, scene.company.admin.sessionId)))[0]?.lastSeenAt.getTime() ?? 0,
    );

  it.each([
    ['revoked', (tx: TenantTransaction) => tx.update(session).set({ revokedAt: new Date() })],
    ['run out', (tx: TenantTransaction) => tx.update(session).set({ expiresAt: new Date(Date.now() - 1) })],
    ['of somebody deactivated', (tx: TenantTransaction) => tx.update(userAccount).set({ status: 'deactivated' })],
  ])('stops at once when it is %s [IAM-6]', async (_, change) => {
    expect(await whoami.execute(as(scene.company.admin), {})).toBe(scene.company.admin.email);
    await inside((tx) => change(tx));
    expect(await faultOf(whoami.execute(as(scene.company.admin), {}))).toBe('unauthenticated');
  });

  it('of a suspended organization may do nothing', async () => {
    await scene.database.superuser`update tenant set status = 'suspended' where tenant_id = ${scene.company.tenantId}`;
    expect(await faultOf(whoami.execute(as(scene.company.admin), {}))).toBe('forbidden');
    await scene.database.superuser`update tenant set status = 'active' where tenant_id = ${scene.company.tenantId}`;
    expect(await inside((tx) => tx.select().from(tenant))).toHaveLength(1);
  });

  it('opened with a temporary password may do nothing but what is the own person’s', async () => {
    await inside((tx) => tx.update(userAccount).set({ temporaryPasswordExpiresAt: new Date(Date.now() + 1000) }));
    expect(await faultOf(createThing.execute(as(scene.company.admin), { name: 'x' }))).toBe('password_change_required');
    expect(await whoami.execute(as(scene.company.admin), {})).toBe(scene.company.admin.email);
  });

  it('is noted as in use at most once a minute [IAM-6]', async () => {
    const start = await lastSeen();
    const at = (now: number): Invocation => ({ ...as(scene.company.admin), runtime: { ...scene.runtime, clock: { now: () => now } } });
    await whoami.execute(at(start + 59_000), {});
    expect(await lastSeen()).toBe(start);
    await whoami.execute(at(start + 61_000), {});
    expect(await lastSeen()).toBe(start + 61_000);
    expect(
      await faultOf(
        createThing.execute({ ...at(start + 130_000), authentication: as(scene.company.admin).authentication }, { name: 'x', fail: true }),
      ),
    ).toBe('conflict');
    expect(await lastSeen()).toBe(start + 130_000);
  });

  it('of another tenant is none', async () => {
    const other = await scene.otherCompany();
    const mixed = { ...as(scene.company.admin), authentication: { tenantId: scene.company.tenantId, sessionId: other.admin.sessionId } };
    expect(await faultOf(whoami.execute(mixed, {}))).toBe('unauthenticated');
  });
});
