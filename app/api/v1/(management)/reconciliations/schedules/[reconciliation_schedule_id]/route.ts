import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { deleteSchedule, updateSchedule } from '#lib/reconciliations/index.ts';

export const PATCH = defineRoute(updateSchedule);
export const DELETE = defineRoute(deleteSchedule);
export const { GET, POST, PUT } = refuseMethods('PATCH', 'DELETE');
