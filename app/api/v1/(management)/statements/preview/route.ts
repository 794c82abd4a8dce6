import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { previewStatement } from '#lib/statements/index.ts';

export const GET = defineRoute(previewStatement);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
