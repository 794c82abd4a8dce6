import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { previewDepartment } from '#lib/organization/index.ts';

export const GET = defineRoute(previewDepartment);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
