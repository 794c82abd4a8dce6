import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getAuditRetention, updateAuditRetention } from '#lib/privacy/index.ts';

export const GET = defineRoute(getAuditRetention);
export const PUT = defineRoute(updateAuditRetention);
export const { POST, PATCH, DELETE } = refuseMethods('GET', 'PUT');
