import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createSchedule, listSchedules } from '#lib/reports/index.ts';

export const GET = defineRoute(listSchedules);
export const POST = defineRoute(createSchedule);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
