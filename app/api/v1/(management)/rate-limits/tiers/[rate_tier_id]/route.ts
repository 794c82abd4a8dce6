import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { deleteRateTier, updateRateTier } from '#lib/rate-limits/index.ts';

export const PATCH = defineRoute(updateRateTier);
export const DELETE = defineRoute(deleteRateTier);
export const { GET, POST, PUT } = refuseMethods('PATCH', 'DELETE');
