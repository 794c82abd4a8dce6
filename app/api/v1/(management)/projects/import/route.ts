import { defineUploadRoute } from '#lib/http/define-upload-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { importProjects } from '#lib/projects/index.ts';

export const POST = defineUploadRoute(importProjects);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
