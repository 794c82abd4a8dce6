import { and, eq } from 'drizzle-orm';
import { ssoIdentity } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { ssoConnectionUnlink } from '#lib/contracts/sso.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { readConnectionRow } from './connection-rows.ts';

/** The account is found by its address again at the next sign-in; for people whom the provider gave a new identity. */
export const unlinkPerson = defineCommand(ssoConnectionUnlink, async ({ tx, tenantId }, input) => {
  const { id: connectionId, name } = await readConnectionRow(tx, tenantId, input.sso_connection_id);
  const own = and(eq(ssoIdentity.tenantId, tenantId), eq(ssoIdentity.connectionId, connectionId));
  const gone = await tx
    .delete(ssoIdentity)
    .where(and(own, eq(ssoIdentity.userId, input.user_id)))
    .returning({ subject: ssoIdentity.subject });
  if (gone.length === 0) throw new AppError('not_found', { detail: 'This person has not signed in there.' });
  const before = { sso_connection: name, subjects: gone.map(({ subject }) => subject) };
  return { result: null, changes: [{ resource: 'user', id: toPublicId('user', input.user_id), before, after: null }] };
});
