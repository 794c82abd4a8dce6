import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { readChargeback } from '#lib/statements/index.ts';

export const GET = defineRoute(readChargeback);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
