import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { archiveDepartment } from '#lib/organization/index.ts';

export const POST = defineRoute(archiveDepartment);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
