import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listRerates, previewRerate } from '#lib/rerates/index.ts';

export const GET = defineRoute(listRerates);
export const POST = defineRoute(previewRerate);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
