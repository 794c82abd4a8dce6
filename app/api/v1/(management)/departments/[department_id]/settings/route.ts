import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getDepartmentSettings, updateDepartmentSettings } from '#lib/place-settings/index.ts';

export const GET = defineRoute(getDepartmentSettings);
export const PATCH = defineRoute(updateDepartmentSettings);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
