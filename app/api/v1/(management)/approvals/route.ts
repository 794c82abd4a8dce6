import { listApprovals, requestApproval } from '#lib/approvals/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listApprovals);
export const POST = defineRoute(requestApproval);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
