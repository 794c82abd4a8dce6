import { and, gt, isNotNull, isNull, lte, type SQL } from 'drizzle-orm';
import { invitation } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { type Invitation, invitationList } from '#lib/contracts/invitations.ts';
import { readInvitations } from './invitation-rows.ts';

/** The condition that `stateOf` answers. */
function isInState(state: Invitation['state'], now: Date): SQL | undefined {
  if (state === 'accepted') return isNotNull(invitation.acceptedAt);
  const waits = isNull(invitation.acceptedAt);
  if (state === 'revoked') return and(waits, isNotNull(invitation.revokedAt));
  return and(waits, isNull(invitation.revokedAt), (state === 'open' ? gt : lte)(invitation.expiresAt, now));
}

export const listInvitations = defineQuery(invitationList, async ({ tx, tenantId, now }, input) => {
  const columns = { id: invitation.id, name: invitation.name, createdAt: invitation.createdAt };
  const keyset = keysetOf(input.sort, nameOrder(input.sort, columns), input.cursor);
  const where = and(
    input.state === 'all' ? undefined : isInState(input.state, now),
    containsText([invitation.email, invitation.name], input.search),
    keyset.after,
  );
  const rows = await readInvitations(tx, tenantId, now, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});
