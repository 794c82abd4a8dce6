import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getExport } from '#lib/reports/index.ts';

export const GET = defineRoute(getExport);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
