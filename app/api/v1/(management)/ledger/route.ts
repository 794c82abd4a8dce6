import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listLedger } from '#lib/ledger/index.ts';

export const GET = defineRoute(listLedger);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
