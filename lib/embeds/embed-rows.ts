import { and, eq, getTableColumns, sql } from 'drizzle-orm';
import { z } from 'zod';
import { embed, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Embed } from '#lib/contracts/embeds.ts';
import { WidgetFilters } from '#lib/contracts/widgets.ts';
import { AppError } from '#lib/core/errors.ts';

export type EmbedRow = typeof embed.$inferSelect & { readonly authorName: string };

/** Rows with the names of their authors, to be narrowed and ordered. */
export const selectEmbeds = ({ tx }: Pick<OperationContext, 'tx'>) =>
  tx
    .select({ ...getTableColumns(embed), authorName: sql<string>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})` })
    .from(embed)
    .innerJoin(userAccount, and(eq(userAccount.tenantId, embed.tenantId), eq(userAccount.id, embed.authorId)))
    .$dynamic();

export const storedFilters = (filters: WidgetFilters): Record<string, string> =>
  z.record(z.string(), z.string()).parse(z.encode(WidgetFilters, filters));

/** Filters as they were stored or signed. */
export const filtersFrom = (stored: unknown): WidgetFilters => WidgetFilters.parse(stored);

export const stateOf = ({ revokedAt, expiresAt }: Pick<EmbedRow, 'revokedAt' | 'expiresAt'>, now: Date): Embed['state'] => {
  if (revokedAt !== null) return 'revoked';
  return expiresAt <= now ? 'expired' : 'active';
};

/** A row as callers see it. */
export const toEmbed = (row: EmbedRow, now: Date): Embed => ({
  ...{ id: row.id, name: row.name, dashboard_id: row.dashboardId, widget_id: row.widgetId, origins: [...row.origins] },
  ...{ filters: filtersFrom(row.filters), author_name: row.authorName, state: stateOf(row, now) },
  ...{ expires_at: row.expiresAt, revoked_at: row.revokedAt },
  ...{ created_at: row.createdAt, updated_at: row.updatedAt, version: row.version },
});

export async function readEmbed(ctx: Pick<OperationContext, 'tx' | 'tenantId'>, id: string): Promise<EmbedRow> {
  const [row] = await selectEmbeds(ctx).where(and(eq(embed.tenantId, ctx.tenantId), eq(embed.id, id)));
  if (row === undefined) throw new AppError('not_found');
  return row;
}
