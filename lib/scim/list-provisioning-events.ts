import { and, eq, gte, lt, sql } from 'drizzle-orm';
import { scimEvent } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type KeysetOrder, keysetOf } from '#lib/command/keyset.ts';
import { type ProvisioningEvent, provisioningEventList } from '#lib/contracts/scim.ts';

/** Newest first. */
const order: KeysetOrder<ProvisioningEvent> = {
  key: sql`${scimEvent.occurredAt}`,
  type: 'time',
  id: sql`${scimEvent.id}`,
  descending: true,
  valueOf: (row) => row.occurred_at.getTime(),
  idOf: (row) => row.id,
};

const outcomes = { all: undefined, succeeded: lt(scimEvent.status, 400), failed: gte(scimEvent.status, 400) };

export const listProvisioningEvents = defineQuery(provisioningEventList, async (ctx, input) => {
  const keyset = keysetOf('newest', order, input.cursor);
  const rows = await ctx.tx
    .select({
      ...{ id: scimEvent.id, occurred_at: scimEvent.occurredAt, actor_name: scimEvent.actorName, method: scimEvent.method },
      ...{ path: scimEvent.path, status: scimEvent.status, resource_id: scimEvent.resourceId, detail: scimEvent.detail },
      ...{ duration_ms: scimEvent.durationMs, request_id: scimEvent.requestId },
    })
    .from(scimEvent)
    .where(
      and(
        ...[eq(scimEvent.tenantId, ctx.tenantId), outcomes[input.outcome], keyset.after],
        containsText([scimEvent.path, scimEvent.detail, scimEvent.resourceId], input.search),
      ),
    )
    .orderBy(keyset.orderBy)
    .limit(input.limit + 1);
  return keyset.page(rows, input.limit);
});
