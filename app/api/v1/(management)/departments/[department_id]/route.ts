import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getDepartment, updateDepartment } from '#lib/organization/index.ts';

export const GET = defineRoute(getDepartment);
export const PATCH = defineRoute(updateDepartment);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
