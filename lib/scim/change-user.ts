import { isDeepStrictEqual } from 'node:util';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome, Unchanged } from '#lib/command/executable.ts';
import { scimUserPatch, scimUserReplace } from '#lib/contracts/scim.ts';
import { applyPatch, readPatch } from './patch.ts';
import { readResource } from './read-value.ts';
import { type ScimResource, userKind } from './resource-kind.ts';
import { editableUser, userDocument } from './user-document.ts';
import { readGroupsOf, readStoredUser } from './user-rows.ts';
import { auditedUser, lockUser, writeUser } from './write-user.ts';

/** Locks a person, works the resource out from the one there is, and writes it where that makes a difference. */
async function change(
  ctx: OperationContext,
  { base, id }: { readonly base: string; readonly id: string },
  next: (present: ScimResource) => ScimResource,
): Promise<Outcome<ScimResource> | Unchanged<ScimResource>> {
  const before = await lockUser(ctx, id);
  const present = editableUser(before);
  const wanted = next(present);
  const groups = (await readGroupsOf(ctx, [before.id])).get(before.id) ?? [];
  // What a directory repeats at each synchronisation is no change, once it is kept.
  if (before.attributes !== null && isDeepStrictEqual(present, wanted))
    return { result: userDocument(before, groups, base), changes: null };
  const effects = await writeUser(ctx, before, wanted);
  const after = await readStoredUser(ctx, id);
  return {
    result: userDocument(after, groups, base),
    changes: [{ resource: 'user', id, before: auditedUser(before), after: auditedUser(after) }, ...effects.changes],
    events: effects.events,
  };
}

/**
 * PUT: what the body does not have is gone (RFC 7644 section 3.5.1), except `active` and `externalId`: a directory that
 * leaves them out must neither let somebody in again nor lose the person.
 */
export const replaceScimUser = defineCommand(scimUserReplace, (ctx, input) =>
  change(ctx, input, (present) => ({
    ...(present.externalId === undefined ? {} : { externalId: present.externalId }),
    active: present.active,
    ...readResource(userKind, input.body),
  })),
);

/** PATCH: all operations or none. */
export const patchScimUser = defineCommand(scimUserPatch, (ctx, input) =>
  change(ctx, input, (present) => {
    const wanted = applyPatch(userKind, present, readPatch(input.body));
    return wanted.active === undefined ? { ...wanted, active: present.active } : wanted;
  }),
);
