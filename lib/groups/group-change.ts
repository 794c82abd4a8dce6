import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import { Group, type GroupMember } from '#lib/contracts/groups.ts';
import { toPublicId } from '#lib/core/ids.ts';

/** What happened to a group, for the audit trail. */
export const groupChange = (before: Group | null, after: Group | null): Change => changeOf('group', 'group', Group, before, after);

/** That a person came into a group or left it, for the audit trail. */
export function memberChange(group: Pick<Group, 'id' | 'name'>, member: Pick<GroupMember, 'user_id' | 'email'>, isIn: boolean): Change {
  const { user_id: userId, email } = member;
  const of = { group_id: toPublicId('group', group.id), group_name: group.name, user_id: toPublicId('user', userId), email };
  return { resource: 'group_member', id: toPublicId('user', userId), before: isIn ? null : of, after: isIn ? of : null };
}
