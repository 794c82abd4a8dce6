import { defineUploadRoute } from '#lib/http/define-upload-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { importDepartments } from '#lib/organization/index.ts';

export const POST = defineUploadRoute(importDepartments);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
