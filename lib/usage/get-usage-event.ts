import { defineQuery } from '#lib/command/define-query.ts';
import { usageGet } from '#lib/contracts/usage.ts';
import { readCall } from './read-call.ts';

export const getUsageEvent = defineQuery(usageGet, (ctx, { request_id: id }) => readCall(ctx, id));
