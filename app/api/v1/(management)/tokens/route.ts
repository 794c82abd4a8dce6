import { createToken, listTokens } from '#lib/credentials/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listTokens);
export const POST = defineRoute(createToken);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
