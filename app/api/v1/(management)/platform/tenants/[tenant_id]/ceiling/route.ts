import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { sellPlan } from '#lib/platform/index.ts';

export const PUT = defineRoute(sellPlan);
export const { GET, POST, PATCH, DELETE } = refuseMethods('PUT');
