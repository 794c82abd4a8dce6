import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getSavings, updateSavings } from '#lib/recommendations/index.ts';

export const GET = defineRoute(getSavings);
export const PATCH = defineRoute(updateSavings);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
