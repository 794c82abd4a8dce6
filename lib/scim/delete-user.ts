import { defineCommand } from '#lib/command/define-command.ts';
import { scimUserDelete } from '#lib/contracts/scim.ts';
import { leaveGroups } from './leave-groups.ts';
import { editableUser } from './user-document.ts';
import { auditedUser, lockUser, writeUser } from './write-user.ts';

/**
 * The account is deactivated and not there for SCIM any more; nothing that points to it is lost: usage, keys and the audit
 * trail keep their owner. Created again, it is the same account.
 */
export const deleteScimUser = defineCommand(scimUserDelete, async (ctx, { id }) => {
  const before = await lockUser(ctx, id);
  const effects = await writeUser(ctx, before, { ...editableUser(before), active: false }, ctx.now);
  const left = await leaveGroups(ctx, before.id);
  const after = { ...Object(auditedUser(before)), status: 'deactivated', deleted_at: ctx.now };
  return {
    result: null,
    changes: [{ resource: 'user', id, before: auditedUser(before), after }, ...effects.changes, ...left],
    events: effects.events,
  };
});
