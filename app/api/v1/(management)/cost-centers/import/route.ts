import { importCostCenters } from '#lib/cost-centers/index.ts';
import { defineUploadRoute } from '#lib/http/define-upload-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const POST = defineUploadRoute(importCostCenters);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
