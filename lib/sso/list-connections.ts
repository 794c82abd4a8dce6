import { and, eq, isNotNull, isNull, type SQL } from 'drizzle-orm';
import { ssoConnection } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { ssoConnectionGet, ssoConnectionList } from '#lib/contracts/sso.ts';
import type { SsoConnection } from '#lib/contracts/sso-resource.ts';
import { readConnectionRow, readConnections, toResource } from './connection-rows.ts';

function hasStatus(status: SsoConnection['status'] | 'all' | undefined): SQL | undefined {
  if (status === 'all') return undefined;
  if (status === 'archived') return isNotNull(ssoConnection.archivedAt);
  return and(isNull(ssoConnection.archivedAt), status === undefined ? undefined : eq(ssoConnection.status, status));
}

export const listConnections = defineQuery(ssoConnectionList, async ({ tx, tenantId }, input) => {
  const keyset = keysetOf<SsoConnection>(input.sort, nameOrder(input.sort, ssoConnection), input.cursor);
  const where = and(hasStatus(input.status), containsText([ssoConnection.name], input.search), keyset.after);
  return keyset.page(await readConnections(tx, tenantId, { where, orderBy: keyset.orderBy, limit: input.limit + 1 }), input.limit);
});

export const getConnection = defineQuery(ssoConnectionGet, async ({ tx, tenantId }, input) =>
  toResource(await readConnectionRow(tx, tenantId, input.sso_connection_id)),
);
