import { downloadAuditTile } from '#lib/audit/index.ts';
import { defineDownloadRoute } from '#lib/http/define-download-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineDownloadRoute(downloadAuditTile);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
