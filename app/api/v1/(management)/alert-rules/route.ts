import { createRule, listRules } from '#lib/alerts/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listRules);
export const POST = defineRoute(createRule);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
