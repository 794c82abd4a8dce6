import { defineQuery } from '#lib/command/define-query.ts';
import { guardrailTest } from '#lib/contracts/guardrails.ts';
import { AppError } from '#lib/core/errors.ts';
import { guardrailFaults } from './check-guardrail.ts';
import { compileCheck, compileRedaction, GuardedText } from './engine/compile-check.ts';
import { scoreInjection } from './injection/score-injection.ts';

/** Asks a definition about a text, as the gateway would; a webhook is not called, because its answer could not be taken back. */
export const testGuardrail = defineQuery(guardrailTest, async (_ctx, { definition, text, source }) => {
  const errors = guardrailFaults(definition, '/definition');
  if (definition.check.type === 'webhook')
    errors.push({ pointer: '/definition/check/type', detail: 'A webhook is not asked here: publish it to watch, and send a call' });
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  const side = definition.side === 'output' ? 'answer' : source;
  const finding = compileCheck(definition.check)?.(new GuardedText([{ source: side, text }])) ?? null;
  const score = definition.check.type === 'prompt_injection' ? Math.round(scoreInjection(text, source).score * 100) / 100 : null;
  const { type } = definition.action;
  const redact = finding !== null && type === 'redact' ? compileRedaction(definition.check) : null;
  return {
    is_caught: finding !== null,
    why: finding?.why ?? null,
    score,
    action: finding === null ? null : type,
    redacted: redact?.redact(text) ?? null,
  };
});
