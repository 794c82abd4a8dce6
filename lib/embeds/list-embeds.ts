import { and, eq, sql } from 'drizzle-orm';
import { embed } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type Embed, embedList } from '#lib/contracts/embeds.ts';
import { selectEmbeds, toEmbed } from './embed-rows.ts';

/** Newest first, those that are over included. */
export const listEmbeds = defineQuery(embedList, async (ctx, { dashboard_id: dashboardId, cursor, limit }) => {
  const order = { key: sql`${embed.createdAt}`, type: 'time' as const, id: sql`${embed.id}`, descending: true };
  const keyset = keysetOf<Embed>('newest', { ...order, valueOf: ({ created_at }) => created_at.getTime(), idOf: ({ id }) => id }, cursor);
  const rows = await selectEmbeds(ctx)
    .where(and(eq(embed.tenantId, ctx.tenantId), dashboardId === undefined ? undefined : eq(embed.dashboardId, dashboardId), keyset.after))
    .orderBy(keyset.orderBy)
    .limit(limit + 1);
  return keyset.page(
    rows.map((row) => toEmbed(row, ctx.now)),
    limit,
  );
});
