import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { department, membership, role, roleAssignment, session, team, userAccount } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime, OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { defineOperation, type Operation, type OperationScope } from '#lib/contracts/operation.ts';
import { holds, type Permission } from '#lib/contracts/permissions.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, publicId, toPublicId } from '#lib/core/ids.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import {
  commandRuntimeOf,
  createSampleCompany,
  invocationOf,
  type SampleCompany,
  type SamplePerson,
} from '#tests/support/sample-company.ts';

/**
 * One company with a tree: Engineering › Platform (department) › Core (team) › Storage (nested team), and Search directly in
 * Engineering, as the sample has it. People hold one custom role each, on one place each.
 */

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;
const places = { platform: newUuid(), core: newUuid(), storage: newUuid() };

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = commandRuntimeOf(database);
  company = await createSampleCompany(database, 'authorise');
  const { tenantId } = company;
  await inTenant(database.databases.app, tenantId, async (tx) => {
    await tx.insert(department).values({ tenantId, id: places.platform, name: 'Platform', parentId: company.engineeringId });
    await tx.insert(team).values({ tenantId, id: places.core, name: 'Core', departmentId: places.platform });
    await tx.insert(team).values({ tenantId, id: places.storage, name: 'Storage', parentId: places.core });
  });
});
afterAll(() => database.drop());

let people = 0;

/** A person who holds the permissions on one place, and nothing else. */
async function personWith(
  permissions: readonly string[],
  scope: { kind: 'tenant' | 'department' | 'team'; id?: string; expiresAt?: Date } | null,
): Promise<SamplePerson> {
  people += 1;
  const { tenantId } = company;
  const person = { userId: newUuid(), sessionId: newUuid(), email: `person-${people}@authorise.example` };
  const { userId, sessionId, email } = person;
  await inTenant(database.databases.app, tenantId, async (tx) => {
    await tx.insert(userAccount).values({ tenantId, id: userId, email });
    await tx
      .insert(session)
      .values({ tenantId, id: sessionId, userId, secretHash: sessionId, expiresAt: new Date(Date.now() + 3_600_000) });
    if (scope === null) return;
    const roleId = newUuid();
    await tx
      .insert(role)
      .values({ tenantId, id: roleId, name: `role-${people}`, title: 'Custom', level: 40, permissions: [...permissions] });
    const held = { tenantId, id: newUuid(), userId, roleId, scopeKind: scope.kind, scopeId: scope.id ?? null };
    await tx.insert(roleAssignment).values({ ...held, expiresAt: scope.expiresAt ?? null });
  });
  return person;
}

const input = z.strictObject({
  team_id: publicId('team').optional(),
  department_id: publicId('department').optional(),
  user_id: publicId('user').optional(),
});

/** What comes of an operation with this scope, for this person. */
async function outcomeOf(
  person: SamplePerson,
  declared: { scope: OperationScope; permission?: Permission; ownPermission?: Operation['ownPermission'] },
  given: z.input<typeof input> = {},
): Promise<string> {
  const { scope, permission = 'teams.write', ownPermission } = declared;
  const operation = defineOperation({
    name: 'probe.run',
    summary: 'Probe',
    permission,
    ...(ownPermission === undefined ? {} : { ownPermission }),
    scope,
    input,
    output: z.string(),
    examples: [{}],
    http: { method: 'GET', path: '/probe' },
  });
  const probe = defineQuery(operation, async () => 'success');
  return probe
    .execute(invocationOf(runtime, company, person), given)
    .catch((error: unknown) => (error instanceof AppError ? error.code : String(error)));
}

/** The rows that a list shows to a person. */
async function visibleTo(
  person: SamplePerson,
  permission: Permission,
  read: (ctx: OperationContext) => Promise<string[]>,
): Promise<string[]> {
  const operation = defineOperation({
    name: 'probe.list',
    summary: 'Probe',
    permission,
    ownPermission: 'none',
    scope: 'list',
    input,
    output: z.array(z.string()),
    examples: [{}],
    http: { method: 'GET', path: '/probe' },
  });
  return (await defineQuery(operation, read).execute(invocationOf(runtime, company, person), {})).sort();
}

const onTeam = { of: 'team', from: 'team_id' } as const;
const onTeamOrDepartment = { ...onTeam, absent: { of: 'department', from: 'department_id', absent: 'tenant' } } as const;
const teamId = (id: string) => ({ team_id: toPublicId('team', id) });
const departmentId = (id: string) => ({ department_id: toPublicId('department', id) });

describe('a permission on a place [IAM-2]', () => {
  it.each([
    ['tenant', (): string | undefined => undefined, ['search', 'field', 'core', 'storage']],
    ['department', () => company.engineeringId, ['search', 'core', 'storage']],
    ['department', () => places.platform, ['core', 'storage']],
    ['team', () => places.core, ['core', 'storage']],
    ['team', () => places.storage, ['storage']],
  ] as const)('held on a %s covers exactly what lies below it', async (kind, idOf, covered) => {
    const on: string | undefined = idOf();
    const person = await personWith(['teams.*'], { kind, ...(on === undefined ? {} : { id: on }) });
    const teams = { search: company.searchId, field: company.fieldId, core: places.core, storage: places.storage };
    const allowed: string[] = [];
    for (const [name, id] of Object.entries(teams))
      if ((await outcomeOf(person, { scope: onTeam }, teamId(id))) === 'success') allowed.push(name);
    expect(allowed.sort()).toEqual([...covered].sort());
    const listed = await visibleTo(person, 'teams.read', async (ctx) => {
      const rows = await ctx.tx
        .select()
        .from(team)
        .where(ctx.visible({ teamId: team.id, departmentId: team.departmentId }));
      return rows.map((row) => row.name.toLowerCase());
    });
    expect(listed).toEqual([...covered].sort());
  });

  it('makes what one may not read look like what is not there, and what one may not change forbidden', async () => {
    const reader = await personWith(['teams.read'], { kind: 'team', id: company.searchId });
    expect(await outcomeOf(reader, { scope: onTeam }, teamId(company.searchId))).toBe('forbidden');
    expect(await outcomeOf(reader, { scope: onTeam }, teamId(company.fieldId))).toBe('not_found');
    expect(await outcomeOf(reader, { scope: onTeam }, teamId(newUuid()))).toBe('not_found');
    expect(await outcomeOf(reader, { scope: 'tenant' })).toBe('forbidden');
  });

  it('falls back from field to field, and is forbidden rather than missing where nothing was named', async () => {
    const person = await personWith(['teams.*'], { kind: 'department', id: places.platform });
    expect(await outcomeOf(person, { scope: onTeamOrDepartment }, teamId(places.core))).toBe('success');
    expect(await outcomeOf(person, { scope: onTeamOrDepartment }, departmentId(places.platform))).toBe('success');
    expect(await outcomeOf(person, { scope: onTeamOrDepartment }, departmentId(company.salesId))).toBe('not_found');
    expect(await outcomeOf(person, { scope: onTeamOrDepartment })).toBe('forbidden');
  });

  it('ends when its grant runs out', async () => {
    const over = await personWith(['teams.*'], { kind: 'tenant', expiresAt: new Date(Date.now() - 1) });
    expect(await outcomeOf(over, { scope: 'tenant' })).toBe('forbidden');
    const running = await personWith(['teams.*'], { kind: 'tenant', expiresAt: new Date(Date.now() + 60_000) });
    expect(await outcomeOf(running, { scope: 'tenant' })).toBe('success');
  });

  it('comes with leading a team, and goes with it', async () => {
    const { tenantId } = company;
    const person = await personWith([], null);
    expect(await outcomeOf(person, { scope: onTeam }, teamId(company.searchId))).toBe('not_found');
    const lead = { tenantId, id: newUuid(), teamId: company.searchId, userId: person.userId, teamRole: 'lead' as const };
    await inTenant(database.databases.app, tenantId, (tx) => tx.insert(membership).values(lead));
    expect(await outcomeOf(person, { scope: onTeam }, teamId(company.searchId))).toBe('success');
    expect(await outcomeOf(person, { scope: onTeam }, teamId(company.fieldId))).toBe('not_found');
    await inTenant(database.databases.app, tenantId, (tx) =>
      tx.update(membership).set({ teamRole: 'member' }).where(eq(membership.id, lead.id)),
    );
    expect(await outcomeOf(person, { scope: onTeam }, teamId(company.searchId))).toBe('not_found');
  });
});

describe('what is one’s own', () => {
  const onUser = { of: 'user', from: 'user_id', absent: 'self' } as const;
  const userId = (id: string) => ({ user_id: toPublicId('user', id) });

  it('is open by the own permission, or by none where none is asked for', async () => {
    const bare = await personWith([], null);
    const holder = await personWith(['keys.own'], { kind: 'tenant' });
    const declared = { scope: onUser, permission: 'keys.write', ownPermission: 'keys.own' } as const;
    expect(await outcomeOf(holder, declared, userId(holder.userId))).toBe('success');
    expect(await outcomeOf(holder, declared)).toBe('success');
    expect(await outcomeOf(holder, declared, userId(bare.userId))).toBe('not_found');
    expect(await outcomeOf(bare, declared, userId(bare.userId))).toBe('forbidden');
    expect(await outcomeOf(bare, { ...declared, ownPermission: 'none' })).toBe('success');
    expect(await outcomeOf(bare, { ...declared, ownPermission: 'none' }, userId(holder.userId))).toBe('not_found');
  });

  it('is all that a list shows to those without the permission', async () => {
    const person = await personWith([], null);
    const listed = await visibleTo(person, 'sessions.read', async (ctx) => {
      const rows = await ctx.tx
        .select()
        .from(session)
        .where(ctx.visible({ userId: session.userId, personId: session.userId }));
      return rows.map((row) => row.id);
    });
    expect(listed).toEqual([person.sessionId]);
  });

  it('and people of one’s teams are what a lead sees', async () => {
    const lead = await personWith([], null);
    const { tenantId } = company;
    await inTenant(database.databases.app, tenantId, (tx) =>
      tx.insert(membership).values({ tenantId, id: newUuid(), teamId: company.fieldId, userId: lead.userId, teamRole: 'lead' }),
    );
    const listed = await visibleTo(lead, 'users.read', async (ctx) => {
      const rows = await ctx.tx
        .select()
        .from(userAccount)
        .where(ctx.visible({ personId: userAccount.id }));
      return rows.map((row) => row.email);
    });
    expect(listed).toEqual([company.seller.email, lead.email].sort());
  });
});

describe('names of permissions [IAM-1]', () => {
  it('are covered by themselves, by their resource and by everything', () => {
    expect(holds(['teams.write'], 'teams.write')).toBe(true);
    expect(holds(['teams.*'], 'teams.write')).toBe(true);
    expect(holds(['*'], 'teams.write')).toBe(true);
    for (const other of ['teams.read', 'team.*', 'users.*', 'teams', '', '.*', 'teams.write.x'])
      expect(holds([other], 'teams.write')).toBe(false);
  });
});
