import { defineUploadRoute } from '#lib/http/define-upload-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { importTeams } from '#lib/organization/index.ts';

export const POST = defineUploadRoute(importTeams);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
