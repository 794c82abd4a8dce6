import { createDelegation, listDelegations } from '#lib/approvals/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listDelegations);
export const POST = defineRoute(createDelegation);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
