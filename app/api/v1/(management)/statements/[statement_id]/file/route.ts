import { defineDownloadRoute } from '#lib/http/define-download-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { downloadStatement } from '#lib/statements/index.ts';

export const GET = defineDownloadRoute(downloadStatement);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
