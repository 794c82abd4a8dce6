import { defineRoute } from '#lib/http/define-route.ts';
import { defineUploadRoute } from '#lib/http/define-upload-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listReconciliations, uploadFigures } from '#lib/reconciliations/index.ts';

export const GET = defineRoute(listReconciliations);
export const POST = defineUploadRoute(uploadFigures);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
