import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { department, project, role, roleAssignment, team } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { importPrices } from '#lib/catalog/index.ts';
import { Access, type Placement, tenantPlacement } from '#lib/command/access.ts';
import { loadGrants } from '#lib/command/load-grants.ts';
import { placementOf } from '#lib/command/placement.ts';
import type { Operation } from '#lib/contracts/operation.ts';
import { operations } from '#lib/contracts/operations.ts';
import { allPermissions } from '#lib/contracts/permissions.ts';
import { parseEnv } from '#lib/core/env.ts';
import { newUuid } from '#lib/core/ids.ts';
import { createRuntime, installRuntime, type Runtime } from '#lib/runtime.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { call } from './walk/call.ts';
import { files, prepare } from './walk/preparations.ts';
import { loadRoutes, type Route } from './walk/routes.ts';
import { cookieFor, createWorld, idIn, type World, withIds } from './walk/world.ts';

/**
 * Privilege escalation by self-edit: somebody tries every writing operation with their own id as the person, the strongest role as the
 * role and every permission as the permissions, and afterwards holds nothing that they did not hold before, has made
 * nobody else an administrator, and has not touched the account of one.
 */

let database: TestDatabase;
let runtime: Runtime;
let routes: readonly Route[];

beforeAll(async () => {
  database = await createTestDatabase();
  await importPrices(database.databases.jobs);
  const env = parseEnv({ DATABASE_URL: database.url, TOLLGATE_SECRET: database.secret, LOG_LEVEL: 'silent' });
  runtime = installRuntime(createRuntime(env, 'test'));
  routes = await loadRoutes();
});
afterAll(async () => {
  await runtime.databases.close(1);
  await database.drop();
});

const inside = <Result>(world: World, work: Parameters<typeof inTenant<Result>>[2]) =>
  inTenant(database.databases.app, world.tenantId, work);

const writes = operations.filter(
  ({ http, scope }) => http.method !== 'GET' && http.asks !== true && scope !== 'platform' && scope !== 'public',
);

/** The example as somebody would change it who wants more. */
function greedy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(greedy);
  if (typeof value !== 'object' || value === null) return value;
  const wanted: Record<string, unknown> = { permissions: ['*'], team_role: 'lead' };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, wanted[name] ?? greedy(inner)]));
}

async function roleNamed(world: World, name: string): Promise<string> {
  const [found] = await inside(world, (tx) => tx.select({ id: role.id }).from(role).where(eq(role.name, name)));
  if (found === undefined) throw new Error(`There is no role ${name}`);
  return found.id;
}

/** Every place that the world begins with, where it lies then. */
async function placesOf(world: World): Promise<ReadonlyMap<string, Placement>> {
  return inside(world, async (tx) => {
    const places = new Map<string, Placement>([['everything', tenantPlacement]]);
    for (const [kind, table] of [
      ['department', department],
      ['team', team],
      ['project', project],
    ] as const)
      for (const { id, name } of await tx.select({ id: table.id, name: table.name }).from(table)) {
        const placement = await placementOf(tx, world.tenantId, kind, id);
        if (placement !== undefined) places.set(`${kind} ${name}`, placement);
      }
    return places;
  });
}

/** What somebody holds on places, as "permission on place". */
async function heldOn(world: World, userId: string, places: ReadonlyMap<string, Placement>): Promise<ReadonlySet<string>> {
  const now = new Date();
  const grants = await inside(world, (tx) => loadGrants(tx, world.tenantId, userId, now));
  const caller = { tenantId: world.tenantId, userId, sessionId: '', email: '', name: '', mustChangePassword: false, mustEnrol: false };
  const access = new Access(caller, grants, { seenAt: now, verifiedAt: now });
  return new Set(
    [...places].flatMap(([place, at]) => allPermissions.filter((name) => access.allows(name, at)).map((name) => `${name} on ${place}`)),
  );
}

/** Who administers the organization or was asked to, and what the administrator signs in by. */
async function powers(world: World, adminRole: string): Promise<unknown> {
  const { superuser } = database;
  const { tenantId, admin } = world;
  return superuser`
    select 'holder' as what, user_id::text as who from role_assignment where tenant_id = ${tenantId} and role_id = ${adminRole}
    union all select 'group', group_id::text from group_role where tenant_id = ${tenantId} and role_id = ${adminRole}
    union all select 'invitation', email from invitation where tenant_id = ${tenantId} and role_id = ${adminRole}
    union all select 'account', concat_ws(' ', email, status, coalesce(password_hash, '-')) from user_account where tenant_id = ${tenantId} and id = ${admin.userId}
    order by 1, 2`;
}

/** Tries every writing operation as somebody, for themselves; tells each that gave them more, and how many were let through and refused. */
async function tryAll(world: World, userId: string) {
  const adminRole = await roleNamed(world, 'tenant_admin');
  const places = await placesOf(world);
  const before = await heldOn(world, userId, places);
  const powersBefore = JSON.stringify(await powers(world, adminRole));
  const idOf = (kind: Parameters<ReturnType<typeof idIn>>[0]): string =>
    kind === 'user' ? userId : kind === 'role' ? adminRole : idIn(world)(kind);
  const gained: string[] = [];
  const outcomes = { through: 0, refused: 0 };
  const attempt = async (operation: Operation, example: unknown): Promise<void> => {
    // Some operations end the account's own access; the next one is tried as if it had not happened.
    await database.superuser`update user_account set status = 'active' where tenant_id = ${world.tenantId} and id = ${userId}`;
    const { cookie } = await cookieFor(runtime, world.tenantId, userId);
    const file = files[operation.name]?.(world);
    const answer = await call(routes, operation, { ...Object(greedy(withIds(example, idOf))) }, { cookie, ...(file ? { file } : {}) });
    outcomes[answer.status < 300 ? 'through' : 'refused'] += 1;
    expect({ name: operation.name, status: answer.status < 500 }).toEqual({ name: operation.name, status: true });
    for (const one of await heldOn(world, userId, places)) if (!before.has(one)) gained.push(`${operation.name}: ${one}`);
    if (JSON.stringify(await powers(world, adminRole)) !== powersBefore) gained.push(`${operation.name}: somebody else’s power`);
  };
  for (const operation of writes) {
    for (const example of operation.examples) {
      await attempt(operation, example);
      if (gained.length > 0) return { gained, outcomes };
    }
  }
  return { gained, outcomes };
}

/** Makes somebody hold one role on one place, besides what they hold. */
async function give(world: World, userId: string, roleName: string, departmentId: string | null): Promise<void> {
  const roleId = await roleNamed(world, roleName);
  const scope = departmentId === null ? { scopeKind: 'tenant' as const } : { scopeKind: 'department' as const, scopeId: departmentId };
  await inside(world, (tx) => tx.insert(roleAssignment).values({ tenantId: world.tenantId, id: newUuid(), userId, roleId, ...scope }));
}

describe('[IAM-2] nobody comes to more by editing themselves', () => {
  it.each([
    ['the lead of a team', (world: World) => world.captainId, async () => {}],
    [
      'the administrator of a department',
      (world: World) => world.guest.userId,
      (world: World) => give(world, world.guest.userId, 'department_admin', world.engineeringId),
    ],
    ['somebody of finance', (world: World) => world.guest.userId, (world: World) => give(world, world.guest.userId, 'finance', null)],
  ] as const)(
    '%s',
    async (_, whoIs, prepareWorld) => {
      const world = await createWorld(database, `escalation-${newUuid()}`);
      await prepareWorld(world);
      const { gained, outcomes } = await tryAll(world, whoIs(world));
      expect(gained).toEqual([]);
      // It was no empty exercise: much was refused, and some of it was theirs to do.
      expect(outcomes.through).toBeGreaterThan(10);
      expect(outcomes.refused).toBeGreaterThan(100);
    },
    120_000,
  );

  it('would be noticed: an administrator who makes somebody one is', async () => {
    const world = await createWorld(database, 'escalation-control');
    const adminRole = await roleNamed(world, 'tenant_admin');
    const places = await placesOf(world);
    const before = await heldOn(world, world.visitorId, places);
    const powersBefore = JSON.stringify(await powers(world, adminRole));
    const grant = operations.find(({ name }) => name === 'role_assignment.grant');
    if (grant === undefined) throw new Error('There is no such operation');
    await prepare(database, grant.name, world);
    const { cookie } = await cookieFor(runtime, world.tenantId, world.admin.userId);
    const idOf = (kind: Parameters<ReturnType<typeof idIn>>[0]): string =>
      kind === 'user' ? world.visitorId : kind === 'role' ? adminRole : idIn(world)(kind);
    const input = { ...Object(withIds(grant.examples[0], idOf)) };
    expect((await call(routes, grant, input, { cookie })).status).toBe(201);
    const after = await heldOn(world, world.visitorId, places);
    expect([...after].filter((one) => !before.has(one)).length).toBeGreaterThan(0);
    expect(JSON.stringify(await powers(world, adminRole))).not.toBe(powersBefore);
  });
});
