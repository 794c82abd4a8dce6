import { defineQuery } from '#lib/command/define-query.ts';
import { guardrailGet } from '#lib/contracts/guardrails.ts';
import { readGuardrail } from './guardrail-rows.ts';

export const getGuardrail = defineQuery(guardrailGet, (ctx, input) => readGuardrail(ctx, input.guardrail_id));
