import { defineDownloadRoute } from '#lib/http/define-download-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { exportLedger } from '#lib/ledger/index.ts';

export const GET = defineDownloadRoute(exportLedger);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
