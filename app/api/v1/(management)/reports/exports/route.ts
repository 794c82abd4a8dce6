import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createExport, listExports } from '#lib/reports/index.ts';

export const GET = defineRoute(listExports);
export const POST = defineRoute(createExport);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
