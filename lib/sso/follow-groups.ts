import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { costCenter, userGroup } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { AppError } from '#lib/core/errors.ts';
import { followGroupsOfPerson, type GroupWork, type NamedGroup, ssoGroupId } from '#lib/groups/index.ts';
import type { ProviderPerson } from './claims.ts';
import { archivedConnections, type SsoConnectionRow } from './connection-rows.ts';

/** What became of the groups of a person. */
export interface FollowedGroups {
  readonly changes: readonly Change[];
  /** A line each, for the sync log. */
  readonly notes: readonly string[];
}

/** Begins the ids of groups that bear a cost center. No claim makes one: it would give what only the mapped claim may. */
const centerStart = 'cost_center:';

/**
 * Those of a person's groups that mean something here: the connection names them, or they are there from before. Providers
 * send hundreds.
 */
async function meantGroups({ tx, tenantId }: GroupWork, connection: SsoConnectionRow, groups: readonly string[]): Promise<NamedGroup[]> {
  const idOf = (group: string): string => ssoGroupId(connection.id, group);
  const sent = groups.filter((group) => !group.toLowerCase().startsWith(centerStart));
  const meant = new Set([...connection.requiredGroups, ...connection.groupMappings.map(({ group }) => group)].map(idOf));
  const known =
    sent.length === 0
      ? []
      : await tx
          .select({ externalId: userGroup.externalId })
          .from(userGroup)
          .where(and(eq(userGroup.tenantId, tenantId), eq(userGroup.origin, 'sso'), inArray(userGroup.externalId, sent.map(idOf))));
  for (const { externalId } of known) if (externalId !== null) meant.add(externalId);
  const once = new Map(sent.filter((group) => meant.has(idOf(group))).map((group) => [group.toLowerCase(), group]));
  return [...once.values()].map((name) => ({ externalId: idOf(name), name }));
}

/** The group through which a cost center comes to people. Undefined for a code that nobody knows. */
async function centerGroup(
  { tx, tenantId }: GroupWork,
  connection: SsoConnectionRow,
  costCenterCode: string,
): Promise<NamedGroup | undefined> {
  const [center] = await tx
    .select({ id: costCenter.id, code: costCenter.code })
    .from(costCenter)
    .where(
      and(eq(costCenter.tenantId, tenantId), isNull(costCenter.archivedAt), sql`lower(${costCenter.code}) = lower(${costCenterCode})`),
    );
  if (center === undefined) return undefined;
  const { id: costCenterId, code } = center;
  return { externalId: ssoGroupId(connection.id, `${centerStart}${code}`), name: `Cost center ${code}`, costCenterId };
}

/**
 * Gives each group a name that is free. Where another provider's group has it, the connection's own is added; where one that is
 * kept by hand or by a directory has it, the group is left out with a note.
 */
async function withFreeNames(
  { tx, tenantId }: GroupWork,
  connection: SsoConnectionRow,
  groups: readonly NamedGroup[],
): Promise<{ readonly groups: readonly NamedGroup[]; readonly notes: readonly string[] }> {
  if (groups.length === 0) return { groups, notes: [] };
  const longer = (name: string): string => `${name} (${connection.name})`;
  const names = groups.flatMap(({ name }) => [name, longer(name)]).map((name) => name.toLowerCase());
  const ids = groups.map(({ externalId }) => externalId);
  const rows = await tx
    .select({ name: userGroup.name, origin: userGroup.origin, externalId: userGroup.externalId })
    .from(userGroup)
    .where(and(eq(userGroup.tenantId, tenantId), or(inArray(sql`lower(${userGroup.name})`, names), inArray(userGroup.externalId, ids))));
  const there = new Set(rows.filter(({ origin }) => origin === 'sso').map(({ externalId }) => externalId));
  const taken = new Map(rows.map(({ name, origin }) => [name.toLowerCase(), origin]));
  const notes: string[] = [];
  const free: NamedGroup[] = [];
  for (const group of groups) {
    const holder = taken.get(group.name.toLowerCase());
    const name = holder === 'sso' ? longer(group.name) : group.name;
    if (there.has(group.externalId)) free.push(group);
    else if (taken.has(name.toLowerCase())) notes.push(`Another group has the name ${name} already`);
    else {
      free.push({ ...group, name });
      taken.set(name.toLowerCase(), 'sso');
    }
  }
  return { groups: free, notes };
}

/**
 * Makes a person a member of the groups their provider names, and of the one that bears their cost center; of no others of its,
 * and of none of an archived connection, for which nobody speaks any more.
 */
export async function followGroups(
  work: GroupWork,
  connection: SsoConnectionRow,
  { groups: sent, costCenter: code }: ProviderPerson,
  userId: string,
): Promise<FollowedGroups> {
  const notes: string[] = [];
  const changes: Change[] = [];
  try {
    const meant = await meantGroups(work, connection, sent);
    const center = code === null ? undefined : await centerGroup(work, connection, code);
    if (code !== null && center === undefined) notes.push(`There is no active cost center ${code}`);
    const named = await withFreeNames(work, connection, center === undefined ? meant : [...meant, center]);
    notes.push(...named.notes);
    const archived = await archivedConnections(work.tx, work.tenantId);
    changes.push(...(await followGroupsOfPerson(work, userId, named.groups, [connection.id, ...archived])));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'limit_reached') throw error;
    notes.push(error.detail);
  }
  return { changes, notes };
}
