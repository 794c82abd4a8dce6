import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createDepartment, listDepartments } from '#lib/organization/index.ts';

export const GET = defineRoute(listDepartments);
export const POST = defineRoute(createDepartment);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
