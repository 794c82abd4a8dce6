import { getFinding, updateFinding } from '#lib/compliance/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getFinding);
export const PATCH = defineRoute(updateFinding);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
