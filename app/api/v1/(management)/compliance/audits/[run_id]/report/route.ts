import { downloadReport } from '#lib/compliance/index.ts';
import { defineDownloadRoute } from '#lib/http/define-download-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineDownloadRoute(downloadReport);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
