import { defineQuery } from '#lib/command/define-query.ts';
import { connectionGet } from '#lib/contracts/connections.ts';
import { readConnection } from './connection-rows.ts';

export const getConnection = defineQuery(connectionGet, (ctx, input) => readConnection(ctx, input.connection_id));
