import { deleteAuditTarget, updateAuditTarget } from '#lib/audit/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const PATCH = defineRoute(updateAuditTarget);
export const DELETE = defineRoute(deleteAuditTarget);
export const { GET, POST, PUT } = refuseMethods('PATCH', 'DELETE');
