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
import { createToken } from '#lib/credentials/index.ts';
import { createRuntime, installRuntime, type Runtime } from '#lib/runtime.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { invocationOf } from '#tests/support/sample-company.ts';
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

/** What opens the management API besides sessions of people, and what service accounts are given. */
const credentials = ({ tenantId }: World) => database.superuser<{ what: string }[]>`
  select 'token ' || id as what from api_token where tenant_id = ${tenantId} and revoked_at is null
  union all select 'client ' || id || secret_hash || coalesce(former_secret_hash, '') from oauth_client where tenant_id = ${tenantId} and status = 'active'
  union all select 'sql ' || id from bi_token where tenant_id = ${tenantId} and revoked_at is null
  union all select 'grant ' || a.id from role_assignment a join user_account u on u.tenant_id = a.tenant_id and u.id = a.user_id
    where a.tenant_id = ${tenantId} and u.kind = 'service'
  union all select 'member ' || m.group_id || m.user_id from group_member m join user_account u on u.tenant_id = m.tenant_id and u.id = m.user_id
    where m.tenant_id = ${tenantId} and u.kind = 'service'`;

/** The service account of the world's OAuth client. */
async function robotOf({ tenantId, ids }: World): Promise<string> {
  const [row] = await database.superuser<{ id: string }[]>`
    select user_id as id from oauth_client where tenant_id = ${tenantId} and id = ${ids.oauthClient ?? ''}`;
  if (row === undefined) throw new Error('The world has a client');
  return row.id;
}

/** An administrator's token with every permission: his own, or one of the organization. */
async function tokenOfAdmin(world: World, owner: 'person' | 'tenant'): Promise<{ id: string; secret: string }> {
  const invocation = invocationOf(runtime.command, world, world.admin);
  return createToken.execute(invocation, { name: `All of it, ${owner}`, owner, permissions: [...allPermissions] });
}

/** Tries every writing operation by a bearer for the account of a program; tells the ones that left a credential more, and how many went through. */
async function successorsBy(world: World, bearer: { readonly id: string; readonly secret: string }) {
  const { superuser } = database;
  const robot = await robotOf(world);
  const idOf = (kind: Parameters<ReturnType<typeof idIn>>[0]): string => (kind === 'user' ? robot : idIn(world)(kind));
  const before = new Set((await credentials(world)).map(({ what }) => what));
  const more: string[] = [];
  let through = 0;
  for (const operation of writes) {
    for (const example of operation.examples) {
      const file = files[operation.name]?.(world);
      const input = { ...Object(withIds(example, idOf)), ...(operation.name === 'client.update' ? { status: 'active' } : {}) };
      const headers = { authorization: `Bearer ${bearer.secret}` };
      const { status } = await call(routes, operation, input, { headers, ...(file ? { file } : {}) });
      if (status >= 300) continue;
      through += 1;
      for (const { what } of await credentials(world)) {
        if (!before.has(what)) more.push(`${operation.name}: ${what}`);
        before.add(what);
      }
      // What it took away from the token or the accounts is there again for the next one.
      await superuser`update api_token set revoked_at = null where id = ${bearer.id}`;
      await superuser`update user_account set status = 'active' where tenant_id = ${world.tenantId} and status <> 'active'`;
    }
  }
  return { more, through };
}

describe('[IAM-8] a token makes no successor of itself, whatever it may do', () => {
  it.each(['person', 'tenant'] as const)(
    'of an administrator, owner %s',
    async (owner) => {
      const world = await createWorld(database, `successors-${owner}`);
      const bearer = await tokenOfAdmin(world, owner);
      // Somebody stopped the client, and the token that is about to be revoked would start it again.
      await database.superuser`update oauth_client set status = 'disabled' where tenant_id = ${world.tenantId}`;
      const { more, through } = await successorsBy(world, bearer);
      expect(more).toEqual([]);
      expect(through).toBeGreaterThan(50);
    },
    300_000,
  );

  it('would be noticed: a person who creates a client has made one more', async () => {
    const world = await createWorld(database, 'successors-control');
    const before = (await credentials(world)).length;
    const create = operations.find(({ name }) => name === 'client.create');
    if (create === undefined) throw new Error('There is no such operation');
    const { cookie } = await cookieFor(runtime, world.tenantId, world.admin.userId);
    const input = { ...Object(withIds(create.examples[0], idIn(world))) };
    expect((await call(routes, create, input, { cookie })).status).toBe(201);
    // The client, and the role of its account.
    expect((await credentials(world)).length).toBe(before + 2);
  });

  it.each(['client.create', 'client.rotate', 'token.create', 'bi_token.create'])('and is told so by %s', async (name) => {
    const world = await createWorld(database, `successors-told-${name.replace(/[._]/g, '-')}`);
    const operation = operations.find((one) => one.name === name);
    if (operation === undefined) throw new Error('There is no such operation');
    const { secret } = await tokenOfAdmin(world, 'person');
    const input = { ...Object(withIds(operation.examples[0], idIn(world))) };
    const refused = await call(routes, operation, input, { headers: { authorization: `Bearer ${secret}` } });
    expect([refused.status, refused.body]).toMatchObject([403, { code: 'forbidden', detail: expect.stringContaining('would outlive it') }]);
  });
});
