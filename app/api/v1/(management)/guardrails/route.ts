import { createGuardrail, listGuardrails } from '#lib/guardrails/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listGuardrails);
export const POST = defineRoute(createGuardrail);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
