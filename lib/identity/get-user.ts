import { defineQuery } from '#lib/command/define-query.ts';
import { userGet } from '#lib/contracts/users.ts';
import { readUser } from './user-rows.ts';

export const getUser = defineQuery(userGet, (ctx, input) => readUser(ctx.tx, ctx.tenantId, input.user_id));
