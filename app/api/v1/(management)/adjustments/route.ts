import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { bookAdjustment, listAdjustments } from '#lib/ledger/index.ts';

export const GET = defineRoute(listAdjustments);
export const POST = defineRoute(bookAdjustment);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
