import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { askSupport } from '#lib/platform/index.ts';

export const POST = defineRoute(askSupport);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
