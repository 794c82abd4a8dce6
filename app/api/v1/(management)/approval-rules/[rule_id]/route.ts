import { archiveRule, updateRule } from '#lib/approvals/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const PATCH = defineRoute(updateRule);
export const DELETE = defineRoute(archiveRule);
export const { GET, POST, PUT } = refuseMethods('PATCH', 'DELETE');
