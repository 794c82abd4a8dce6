import { defineDownloadRoute } from '#lib/http/define-download-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { downloadPrivacyCertificate } from '#lib/privacy/index.ts';

export const GET = defineDownloadRoute(downloadPrivacyCertificate);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
