import { emailAddress, line as oneLine } from '#lib/contracts/fields.ts';
import { TeamRole } from '#lib/contracts/members.ts';
import type { ImportedRow } from '#lib/contracts/organization-imports.ts';
import type { TableRow } from '#lib/organization/csv-table.ts';
import type { FaultList } from '#lib/organization/fault-list.ts';

type Role = (typeof TeamRole)['options'][number];
interface HeldMembership {
  readonly id: string;
  readonly teamRole: Role;
}

/** A person who is there. */
export interface KnownPerson {
  readonly id: string;
  /** In lower case. */
  readonly email: string;
  readonly isActive: boolean;
  /** By the id of the team. */
  readonly teams: Map<string, HeldMembership>;
}

/** What the rows may name. */
export interface PeopleWorld {
  readonly known: readonly KnownPerson[];
  readonly teams: readonly { readonly id: string; readonly name: string }[];
  readonly roles: readonly { readonly id: string; readonly name: string }[];
  readonly newId: () => string;
}

export interface PlannedPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** On the whole organization. */
  readonly roleId: string;
}

export interface PlannedMembership {
  readonly teamId: string;
  readonly userId: string;
  readonly teamRole: Role;
  /** Null for one that is new. */
  readonly before: HeldMembership | null;
}

export interface PeoplePlan {
  readonly people: readonly PlannedPerson[];
  readonly memberships: readonly PlannedMembership[];
  readonly rows: readonly ImportedRow[];
  readonly unchanged: number;
}

type Cells = 'email' | 'name' | 'team' | 'team_role' | 'role';

/** The role that people have where the file names none. */
const roleOfEverybody = 'user';
const nameField = oneLine(120);

/** A row in which everything means something; null where that is not so, and noted. */
function readRow(
  { line, cells, present }: TableRow<Cells>,
  teams: ReadonlyMap<string, string>,
  roles: ReadonlyMap<string, string>,
  faults: FaultList,
) {
  const email = emailAddress.safeParse(cells.email.toLowerCase());
  const name = nameField.safeParse(cells.name);
  const teamRole = TeamRole.safeParse(cells.team_role.toLowerCase() || 'member');
  const teamId = cells.team === '' ? null : teams.get(cells.team.toLowerCase());
  const roleId = roles.get(cells.role.toLowerCase() || roleOfEverybody);
  if (!email.success) faults.add(line, 'email', 'Not an e-mail address');
  if (!name.success) faults.add(line, 'name', 'Must be one line of at most 120 characters');
  if (!teamRole.success) faults.add(line, 'team_role', `Must be ${TeamRole.options.join(' or ')}`);
  if (teamId === undefined) faults.add(line, 'team', 'There is no active team of this name');
  if (roleId === undefined) faults.add(line, 'role', `Must be one of ${[...roles.keys()].join(', ')}`);
  if (!email.success || !name.success || !teamRole.success || teamId === undefined || roleId === undefined) return null;
  // Without the column members stay what they are.
  const said = present.has('team_role') ? teamRole.data : null;
  return { line, email: email.data, name: name.data, teamRole: said, teamId, roleId, team: cells.team };
}

/**
 * What a file of people comes to. A person may stand in several rows, one for each team; name and role are those of the first of
 * them, and count for new people only: a file changes nobody's name or role.
 */
export function planPeople(rows: readonly TableRow<Cells>[], world: PeopleWorld, faults: FaultList): PeoplePlan {
  const teams = new Map(world.teams.map(({ id, name }) => [name.toLowerCase(), id]));
  const roles = new Map(world.roles.map(({ id, name }) => [name.toLowerCase(), id]));
  const known = new Map(world.known.map((person) => [person.email, person]));
  const created = new Map<string, PlannedPerson>();
  const lineOfPlace = new Map<string, number>();
  const memberships: PlannedMembership[] = [];
  const shown: ImportedRow[] = [];
  let unchanged = 0;
  for (const raw of rows) {
    const row = readRow(raw, teams, roles, faults);
    if (row === null) continue;
    const { line, email, name, teamId, roleId } = row;
    const place = `${email} ${teamId ?? ''}`;
    const earlier = lineOfPlace.get(place);
    const person = known.get(email);
    if (earlier !== undefined) faults.add(line, 'email', `Stands in line ${earlier} already`);
    else if (person !== undefined && !person.isActive) faults.add(line, 'email', 'This person is deactivated');
    else {
      lineOfPlace.set(place, line);
      const isNew = person === undefined && !created.has(email);
      if (isNew) created.set(email, { id: world.newId(), email, name, roleId });
      const userId = person?.id ?? created.get(email)?.id ?? '';
      const before = teamId === null ? null : (person?.teams.get(teamId) ?? null);
      const teamRole = row.teamRole ?? before?.teamRole ?? 'member';
      const isMember = teamId !== null && before?.teamRole !== teamRole;
      if (isMember) memberships.push({ teamId, userId, teamRole, before });
      const detail = teamId === null ? 'in no team' : `${teamRole} of ${row.team}`;
      if (isNew || isMember) shown.push({ line, action: isNew ? 'create' : 'change', name: isNew ? name : email, detail });
      else unchanged += 1;
    }
  }
  return { people: [...created.values()], memberships, rows: shown, unchanged };
}
