import { listAudits, runAudit } from '#lib/compliance/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listAudits);
export const POST = defineRoute(runAudit);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
