import { archiveRule, getRule, updateRule } from '#lib/alerts/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getRule);
export const PATCH = defineRoute(updateRule);
export const DELETE = defineRoute(archiveRule);
export const { POST, PUT } = refuseMethods('GET', 'PATCH', 'DELETE');
