import { defineDownloadRoute } from '#lib/http/define-download-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { downloadPrivacyPackage } from '#lib/privacy/index.ts';

export const GET = defineDownloadRoute(downloadPrivacyPackage);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
