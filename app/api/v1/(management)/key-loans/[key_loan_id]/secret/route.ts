import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { issueKeyLoan } from '#lib/keys/index.ts';

export const POST = defineRoute(issueKeyLoan);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
