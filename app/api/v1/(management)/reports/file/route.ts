import { defineDownloadRoute } from '#lib/http/define-download-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { downloadReport } from '#lib/reports/index.ts';

export const GET = defineDownloadRoute(downloadReport);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
