import { and, isNotNull, isNull, type SQL } from 'drizzle-orm';
import { route } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { type Route, routeList } from '#lib/contracts/routes.ts';
import { readRoutes } from './route-rows.ts';

function hasStatus(status: Route['status'] | 'all' | undefined): SQL | undefined {
  switch (status) {
    case 'all':
      return undefined;
    case 'archived':
      return isNotNull(route.archivedAt);
    case 'draft':
      return and(isNull(route.archivedAt), isNull(route.publishedVersion));
    case 'published':
      return and(isNull(route.archivedAt), isNotNull(route.publishedVersion));
    case undefined:
      return isNull(route.archivedAt);
  }
}

export const listRoutes = defineQuery(routeList, async (ctx, input) => {
  const keyset = keysetOf<Route>(input.sort, nameOrder(input.sort, route), input.cursor);
  const where = and(hasStatus(input.status), containsText([route.name, route.description], input.search), keyset.after);
  const rows = await readRoutes(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});
