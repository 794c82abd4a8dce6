import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import type { Group } from '#lib/contracts/groups.ts';
import { AppError } from '#lib/core/errors.ts';
import { fromPublicId } from '#lib/core/ids.ts';
import { addMembers, changeGroup, groupChange, insertGroup, removeMembers } from '#lib/groups/index.ts';
import { strangersAmong } from './group-rows.ts';
import { requireMayMove } from './require-may-move.ts';
import { isRecord, type ScimResource } from './resource-kind.ts';
import { scimFault, uniquenessFault } from './scim-fault.ts';

/** Longest name of a group, as the management API has it. */
const nameLengthMax = 120;

/** What of a group the product has. */
export interface GroupFields {
  readonly name: string;
  readonly externalId: string | null;
  /** Public ids. */
  readonly members: readonly string[];
}

/** The parts of a resource; `invalidValue` for a name that cannot be shown in a list. */
export function groupFieldsOf({ displayName, externalId, members }: ScimResource): GroupFields {
  const name = typeof displayName === 'string' ? displayName.trim() : '';
  if (name === '' || name.length > nameLengthMax || /[\p{Cc}\u2028\u2029]/u.test(name))
    throw scimFault('invalidValue', `displayName takes one line of 1 to ${nameLengthMax} characters.`);
  const values = (Array.isArray(members) ? members : []).flatMap((item) =>
    isRecord(item) && typeof item.value === 'string' ? [item.value] : [],
  );
  return { name, externalId: typeof externalId === 'string' ? externalId : null, members: [...new Set(values)] };
}

const clash = (detail: string) => (error: unknown) => {
  throw error instanceof AppError && error.code === 'conflict' ? uniquenessFault(detail) : error;
};

/** Turns a clash with another group into 409 with `uniqueness`. */
function refuseTaken<Result>(work: Promise<Result>): Promise<Result> {
  const fault = { pointer: '/externalId', detail: 'Another group has this externalId.' };
  return refuseDuplicate('user_group_external', fault, work).catch(clash('Another group has this displayName or externalId.'));
}

export const insertScimGroup = (ctx: OperationContext, { name, externalId }: GroupFields): Promise<Group> =>
  refuseTaken(insertGroup(ctx, { name, externalId, origin: 'scim' }));

/** Directories find their groups by name and external id, so that under another one other people would come into it. */
export async function renameScimGroup(ctx: OperationContext, group: Group, { name, externalId }: GroupFields): Promise<Group> {
  await requireMayMove(ctx, group);
  return refuseTaken(changeGroup(ctx, group.id, { name, externalId }));
}

/** Thousands may come and go in one request; the audit trail gets one entry with all of them. */
function membersChange(group: Group, came: readonly string[], left: readonly string[]): Change[] {
  if (came.length === 0 && left.length === 0) return [];
  const { id } = groupChange(null, group);
  return [{ resource: 'group_members', id, before: { name: group.name, left }, after: { name: group.name, came } }];
}

/** Lets a locked group have exactly these people; `invalidValue` for who is not there. `present` and the wanted are public ids. */
export async function writeMembers(
  ctx: OperationContext,
  group: Group,
  present: readonly string[],
  { members }: GroupFields,
): Promise<Change[]> {
  const [had, wanted] = [new Set(present), new Set(members)];
  const coming = members.filter((id) => !had.has(id));
  const leaving = present.filter((id) => !wanted.has(id));
  const [stranger] = await strangersAmong(ctx, coming);
  if (stranger !== undefined)
    throw scimFault('invalidValue', `There is no User with the id ${stranger.slice(0, 100)}; members are people.`);
  const uuids = (ids: readonly string[]) => ids.flatMap((id) => fromPublicId('user', id) ?? []);
  if (coming.length + leaving.length > 0) await requireMayMove(ctx, group);
  const left = await removeMembers(ctx, group, uuids(leaving));
  const came = await addMembers(ctx, group, uuids(coming));
  return membersChange(
    group,
    came.map(({ id }) => id),
    left.map(({ id }) => id),
  );
}
