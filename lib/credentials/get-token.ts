import { defineQuery } from '#lib/command/define-query.ts';
import { tokenGet } from '#lib/contracts/tokens.ts';
import { readToken } from './token-rows.ts';

export const getToken = defineQuery(tokenGet, (ctx, input) => readToken(ctx, input.token_id));
