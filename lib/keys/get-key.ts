import { defineQuery } from '#lib/command/define-query.ts';
import { keyGet } from '#lib/contracts/keys.ts';
import { readKey } from './key-rows.ts';

export const getKey = defineQuery(keyGet, (ctx, input) => readKey(ctx, input.key_id));
