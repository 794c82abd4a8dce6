import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { deleteSchedule, getSchedule, updateSchedule } from '#lib/reports/index.ts';

export const GET = defineRoute(getSchedule);
export const PATCH = defineRoute(updateSchedule);
export const DELETE = defineRoute(deleteSchedule);
export const { POST, PUT } = refuseMethods('GET', 'PATCH', 'DELETE');
