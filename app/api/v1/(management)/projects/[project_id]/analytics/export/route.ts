import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { exportProjectAnalytics } from '#lib/reports/index.ts';

export const POST = defineRoute(exportProjectAnalytics);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
