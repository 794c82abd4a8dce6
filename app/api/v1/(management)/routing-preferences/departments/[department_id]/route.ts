import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { setDepartmentPreference } from '#lib/routes/index.ts';

export const PUT = defineRoute(setDepartmentPreference);
export const { GET, POST, PATCH, DELETE } = refuseMethods('PUT');
