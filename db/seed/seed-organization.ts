import { auditEntry, department, membership, roleAssignment, team, userAccount, virtualKey } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { type IdKind, newUuid, toPublicId } from '#lib/core/ids.ts';
import { hashVirtualKey, newVirtualKey } from '#lib/keys/virtual-key.ts';
import {
  adminName,
  type DemoTeam,
  deactivatedPeople,
  demoDepartments,
  departmentAdmins,
  hasPersonalKey,
  nameOf,
  secondTeams,
  timeZoneOf,
  unusualRoles,
} from './demo-organization.ts';
import { SeededRandom } from './random.ts';
import { seedGroups } from './seed-groups.ts';
import { seedPrivacy } from './seed-privacy.ts';

const dayMs = 86_400_000;
const seed = 20_260_406;
const disabledKeys = new Set(['schema-mapper', 'Felix Brandt']);
const expiredKeys = new Set(['Lena Egger', 'Rainer Falk']);

export interface DemoContext {
  readonly tx: TenantTransaction;
  readonly tenantId: string;
  readonly admin: { readonly id: string; readonly email: string };
  readonly roles: ReadonlyMap<string, string>;
  readonly pepper: Buffer;
  readonly now: Date;
}

type AuditRow = typeof auditEntry.$inferInsert;

/** Notes that the administrator made something, as the command would have. */
function created(context: DemoContext, kind: IdKind, resource: string, id: string, at: Date, after: object): AuditRow {
  return {
    tenantId: context.tenantId,
    id: newUuid(at.getTime()),
    occurredAt: at,
    actorKind: 'user',
    actorId: context.admin.id,
    actorName: context.admin.email,
    action: `${resource}.create`,
    resourceKind: resource,
    resourceId: toPublicId(kind, id),
    before: null,
    after,
    ip: '192.0.2.17',
    userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
    requestId: newUuid(at.getTime()),
  };
}

const letters: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', ø: 'o', ł: 'l', ı: 'i' };

/** `Zoë Müller-Lüdenscheidt` → `zoe.mueller-luedenscheidt@…`; names without Latin letters get a number. */
function emailOf(name: string, index: number): string {
  const plain = name
    .toLowerCase()
    .replace(/[äöüßøłı]/g, (letter) => letters[letter] ?? letter)
    .normalize('NFD')
    .replace(/[^a-z\- ]/g, '')
    .trim()
    .replaceAll(' ', '.');
  return `${plain === '' ? `person-${index}` : plain}@halden.example`;
}

interface Person {
  readonly id: string;
  readonly name: string;
  readonly department: string;
  readonly team: string;
  readonly leads: boolean;
  readonly createdAt: Date;
}

interface Organization {
  readonly departments: ReadonlyMap<string, string>;
  readonly teams: ReadonlyMap<string, string>;
  readonly people: readonly Person[];
}

const allTeams = (): { department: string; team: DemoTeam }[] =>
  demoDepartments.flatMap((entry) => entry.teams.map((item) => ({ department: entry.name, team: item })));

async function insertPlaces(
  { tx, tenantId, now }: DemoContext,
  random: SeededRandom,
): Promise<Pick<Organization, 'departments' | 'teams'>> {
  const ago = (days: number) => new Date(now.getTime() - Math.round(days * dayMs));
  const departmentRows = demoDepartments.map(({ name }, index) => {
    const createdAt = ago(400 - index);
    return { tenantId, id: newUuid(createdAt.getTime()), name, createdAt, updatedAt: createdAt };
  });
  await tx.insert(department).values(departmentRows);
  const departments = new Map(departmentRows.map((row) => [row.name, row.id]));
  const teamRows = allTeams().map(({ department: departmentName, team: { name, description } }) => {
    const createdAt = ago(random.integer(300, 390));
    const departmentId = departments.get(departmentName) ?? null;
    return { tenantId, id: newUuid(createdAt.getTime()), departmentId, name, description, createdAt, updatedAt: createdAt };
  });
  await tx.insert(team).values(teamRows);
  return { departments, teams: new Map(teamRows.map((row) => [row.name, row.id])) };
}

async function insertPeople(context: DemoContext, random: SeededRandom): Promise<Person[]> {
  const { tx, tenantId, now } = context;
  const people: Person[] = [];
  const rows: (typeof userAccount.$inferInsert)[] = [];
  for (const { department: departmentName, team: place } of allTeams()) {
    for (const [index, marked] of place.people.entries()) {
      const name = nameOf(marked);
      const createdAt = new Date(now.getTime() - random.integer(120, 290) * dayMs - random.integer(0, dayMs));
      const isAdmin = name === adminName;
      const id = isAdmin ? context.admin.id : newUuid(createdAt.getTime());
      people.push({ id, name, department: departmentName, team: place.name, leads: index === 0, createdAt });
      if (isAdmin) continue;
      const gone = deactivatedPeople.includes(name);
      rows.push({
        tenantId,
        id,
        email: emailOf(name, people.length),
        name,
        status: gone ? 'deactivated' : 'active',
        timeZone: timeZoneOf(marked),
        lastSignInAt: new Date(now.getTime() - (gone ? 40 : random.next() * 9) * dayMs),
        createdAt,
        updatedAt: gone ? new Date(now.getTime() - 38 * dayMs) : createdAt,
        version: gone ? 2 : 1,
      });
    }
  }
  await tx.insert(userAccount).values(rows);
  return people;
}

async function insertMemberships({ tx, tenantId }: DemoContext, { teams, people }: Organization): Promise<void> {
  const idOf = new Map(people.map((person) => [person.name, person]));
  const row = (person: Person, teamName: string, leads: boolean) => ({
    tenantId,
    id: newUuid(person.createdAt.getTime()),
    teamId: teams.get(teamName) ?? '',
    userId: person.id,
    teamRole: leads ? ('lead' as const) : ('member' as const),
    createdAt: person.createdAt,
  });
  const second = secondTeams.flatMap(({ person, team: name }) => {
    const found = idOf.get(person);
    return found ? [row(found, name, false)] : [];
  });
  await tx.insert(membership).values([...people.map((person) => row(person, person.team, person.leads)), ...second]);
}

/** A lead holds `team_lead` on the team without an assignment; everybody else gets what their place gives them. */
async function insertAssignments({ tx, tenantId, admin, roles }: DemoContext, { departments, people }: Organization): Promise<void> {
  const rows = people
    .filter((person) => person.id !== admin.id)
    .flatMap((person) => {
      const assign = (roleName: string, scope: { scopeKind: 'tenant' } | { scopeKind: 'department'; scopeId: string }) => ({
        tenantId,
        id: newUuid(person.createdAt.getTime()),
        userId: person.id,
        roleId: roles.get(roleName) ?? '',
        createdAt: person.createdAt,
        ...scope,
      });
      const scopeId = departments.get(person.department) ?? '';
      const held = assign(unusualRoles[person.name] ?? 'user', { scopeKind: 'tenant' });
      return departmentAdmins[person.department] === person.name
        ? [held, assign('department_admin', { scopeKind: 'department', scopeId })]
        : [held];
    });
  await tx.insert(roleAssignment).values(rows);
}

type KeyRow = typeof virtualKey.$inferInsert;

/** 60 personal keys, 14 of teams, 21 of services; with that of the printed curl 96. Nobody ever sees them: only their hashes are kept, so they serve the lists and the history, not calls. */
async function insertKeys(context: DemoContext, { teams, people }: Organization, random: SeededRandom): Promise<KeyRow[]> {
  const { tx, tenantId, pepper, now, admin } = context;
  const key = (name: string, kind: KeyRow['kind'], owner: string, teamName: string, userId: string | null): KeyRow => {
    const { key: text, display } = newVirtualKey();
    const createdAt = new Date(now.getTime() - random.integer(95, 118) * dayMs - random.integer(0, dayMs));
    return {
      tenantId,
      id: newUuid(createdAt.getTime()),
      name,
      kind,
      userId,
      teamId: teams.get(teamName) ?? null,
      keyHash: hashVirtualKey(pepper, text),
      display,
      status: disabledKeys.has(owner) ? 'disabled' : 'active',
      expiresAt: expiredKeys.has(owner) ? new Date(now.getTime() - 10 * dayMs) : null,
      createdBy: userId ?? admin.id,
      createdAt,
      updatedAt: createdAt,
    };
  };
  const ofTeams = allTeams().flatMap(({ team: place }) => [
    key(`${place.name.slice(0, 60)} shared`, 'team', place.name, place.name, null),
    ...place.services.map((service) => key(service, 'service', service, place.name, null)),
  ]);
  const personal = people
    .filter((person) => hasPersonalKey(person.name, person.team))
    .map((person) =>
      key(person.name === '' ? 'Personal key' : `${person.name.split(' ')[0]}'s key`, 'personal', person.name, person.team, person.id),
    );
  const rows = [...ofTeams, ...personal];
  await tx.insert(virtualKey).values(rows);
  return rows;
}

/** Inserts departments, teams, people, memberships, roles held, keys, and the audit entries of their making. */
export async function seedOrganization(context: DemoContext): Promise<{ readonly teams: ReadonlyMap<string, string> }> {
  const random = new SeededRandom(seed);
  const places = await insertPlaces(context, random);
  const organization = { ...places, people: await insertPeople(context, random) };
  await insertMemberships(context, organization);
  await insertAssignments(context, organization);
  await seedGroups({ ...context, teams: organization.teams, people: organization.people });
  await seedPrivacy({ ...context, people: organization.people });
  const keys = await insertKeys(context, organization, random);
  await context.tx
    .insert(auditEntry)
    .values([
      ...organization.people
        .filter((person) => person.id !== context.admin.id)
        .map((person) => created(context, 'user', 'user', person.id, person.createdAt, { name: person.name })),
      ...keys.map((row) =>
        created(context, 'key', 'key', row.id, row.createdAt ?? context.now, { name: row.name, kind: row.kind, display: row.display }),
      ),
    ]);
  return { teams: organization.teams };
}
