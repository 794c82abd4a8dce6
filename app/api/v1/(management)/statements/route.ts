import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { issueStatement, listStatements } from '#lib/statements/index.ts';

export const GET = defineRoute(listStatements);
export const POST = defineRoute(issueStatement);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
