import { createBiToken, listBiTokens } from '#lib/bi-tokens/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listBiTokens);
export const POST = defineRoute(createBiToken);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
