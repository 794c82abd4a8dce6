import { createAuditTarget, listAuditTargets } from '#lib/audit/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listAuditTargets);
export const POST = defineRoute(createAuditTarget);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
