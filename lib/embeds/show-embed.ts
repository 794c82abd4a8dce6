import { and, eq } from 'drizzle-orm';
import { dashboard, embed, tenant } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { callerTimeZone } from '#lib/analytics/caller-time-zone.ts';
import { reachOf } from '#lib/command/access.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { widgetRanges } from '#lib/contracts/widget-names.ts';
import type { Widget, WidgetAnswer } from '#lib/contracts/widgets.ts';
import { AppError } from '#lib/core/errors.ts';
import { maySee, readAudience } from '#lib/dashboards/audience.ts';
import { widgetsOf } from '#lib/dashboards/dashboard-rows.ts';
import { narrowFilters } from '#lib/dashboards/narrow-filters.ts';
import { readFigures } from '#lib/dashboards/read-figures.ts';
import { authorContext } from '#lib/reports/author-context.ts';
import { filtersFrom, selectEmbeds, stateOf } from './embed-rows.ts';
import { openEmbed } from './embed-token.ts';

/** What a frame shows. */
export interface ShownEmbed {
  readonly embedId: string;
  readonly title: string;
  readonly organization: string;
  readonly origins: readonly string[];
  readonly timeZone: string;
  readonly asOf: Date;
  readonly widgets: readonly Widget[];
  readonly answers: readonly WidgetAnswer[];
}

/** One answer to every address that shows nothing, so that nobody learns from it what there is or was. */
const gone = (): AppError => new AppError('not_found', { detail: 'This address shows nothing, or nothing any more.' });

/**
 * Opens what an address shows. Its figures are those that the embed's author may see at this moment, narrowed by the filters of
 * the embed and of the address, and for anybody's eyes: where people have pseudonyms, everybody has. Throws `not_found` for
 * addresses that were changed, have expired or were revoked, and where the author may not see the dashboard any more. `allow` may
 * refuse: it is asked once the signature is good and before the database is.
 */
export async function showEmbed(runtime: CommandRuntime, token: string, allow: (embedId: string) => Promise<void>): Promise<ShownEmbed> {
  const claims = openEmbed(runtime.masterKeys, token);
  const now = new Date(runtime.clock.now());
  if (claims === undefined || claims.expiresAt * 1000 <= now.getTime()) throw gone();
  const { tenantId, embedId } = claims;
  await allow(embedId);
  return inTenant(
    runtime.databases.app,
    tenantId,
    async (tx) => {
      const [row] = await selectEmbeds({ tx }).where(and(eq(embed.tenantId, tenantId), eq(embed.id, embedId)));
      if (row === undefined || stateOf(row, now) !== 'active') throw gone();
      const author = await authorContext(runtime, { tx, tenantId, userId: row.authorId, now });
      if (author === undefined || !author.access.holdsSomewhere('embeds.write') || !author.access.holdsSomewhere('analytics.read'))
        throw gone();
      const ctx = { ...author, reach: await reachOf(tx, author.access, 'analytics.read') };
      const [board] = await tx
        .select()
        .from(dashboard)
        .where(and(eq(dashboard.tenantId, tenantId), eq(dashboard.id, row.dashboardId)));
      if (board === undefined || !maySee(await readAudience(ctx), board)) throw gone();
      const all = widgetsOf(board);
      const widgets = row.widgetId === null ? all : all.filter(({ id }) => id === row.widgetId);
      const filters = narrowFilters(filtersFrom(row.filters), filtersFrom(claims.filters));
      if (widgets.length === 0 || filters === undefined) throw gone();
      const [own] = await tx.select({ name: tenant.name }).from(tenant).where(eq(tenant.tenantId, tenantId));
      const range = widgetRanges.find((name) => name === board.range) ?? '30d';
      const answers = await readFigures(ctx, widgets, { range, filters, readers: 'anybody' });
      const title = row.widgetId === null ? board.name : (widgets[0]?.title ?? board.name);
      return {
        ...{ embedId, title, organization: own?.name ?? '', origins: row.origins, timeZone: await callerTimeZone(ctx), asOf: now },
        ...{ widgets, answers },
      };
    },
    { readOnly: true },
  );
}
