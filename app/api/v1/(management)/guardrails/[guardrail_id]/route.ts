import { getGuardrail, updateGuardrail } from '#lib/guardrails/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getGuardrail);
export const PATCH = defineRoute(updateGuardrail);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
