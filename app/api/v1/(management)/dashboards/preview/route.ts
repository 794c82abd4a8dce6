import { previewWidgets } from '#lib/dashboards/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const POST = defineRoute(previewWidgets);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
