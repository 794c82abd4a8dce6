import { getRoi, setRoiInputs } from '#lib/analytics/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getRoi);
export const PUT = defineRoute(setRoiInputs);
export const { POST, PATCH, DELETE } = refuseMethods('GET', 'PUT');
