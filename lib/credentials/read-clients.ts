import { and, eq } from 'drizzle-orm';
import { oauthClient } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { clientGet, clientList, type OauthClient } from '#lib/contracts/clients.ts';
import { readClient, readClients } from './client-rows.ts';

export const getClient = defineQuery(clientGet, (ctx, input) => readClient(ctx, input.client_id));

export const listClients = defineQuery(clientList, async (ctx, input) => {
  const keyset = keysetOf<OauthClient>(input.sort, nameOrder(input.sort, oauthClient), input.cursor);
  const where = and(
    input.status === 'all' ? undefined : eq(oauthClient.status, input.status),
    containsText([oauthClient.name, oauthClient.description], input.search),
    keyset.after,
  );
  const rows = await readClients(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});
