import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createRateTier, listRateTiers } from '#lib/rate-limits/index.ts';

export const GET = defineRoute(listRateTiers);
export const POST = defineRoute(createRateTier);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
