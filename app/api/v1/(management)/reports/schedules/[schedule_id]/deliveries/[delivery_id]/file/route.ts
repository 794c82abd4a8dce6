import { defineDownloadRoute } from '#lib/http/define-download-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { downloadDelivery } from '#lib/reports/index.ts';

export const GET = defineDownloadRoute(downloadDelivery);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
