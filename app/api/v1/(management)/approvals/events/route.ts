import { followApprovals } from '#lib/approvals/index.ts';
import { defineStreamRoute } from '#lib/http/define-stream-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineStreamRoute(followApprovals);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
