import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { archivePolicy } from '#lib/policies/index.ts';

export const POST = defineRoute(archivePolicy);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
