import { defineUploadRoute } from '#lib/http/define-upload-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { importUsers } from '#lib/identity/index.ts';

export const POST = defineUploadRoute(importUsers);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
