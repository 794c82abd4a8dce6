import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listKeyPolicies, setKeyPolicy } from '#lib/keys/index.ts';

export const GET = defineRoute(listKeyPolicies);
export const PUT = defineRoute(setKeyPolicy);
export const { POST, PATCH, DELETE } = refuseMethods('GET', 'PUT');
