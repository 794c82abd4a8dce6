import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { previewReport } from '#lib/reports/index.ts';

export const GET = defineRoute(previewReport);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
