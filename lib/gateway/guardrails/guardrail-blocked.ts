import { AppError } from '#lib/core/errors.ts';
import type { Hit } from '#lib/guardrails/engine/guardrail-set.ts';

/** What the caller is told whom a guardrail stops: its name, what it found, and what to do. */
export function guardrailBlocked({ guardrail, side, why }: Hit): AppError {
  const what = side === 'input' ? 'does not let this request through' : 'holds this answer back';
  const message = guardrail.definition?.action.message;
  const next = message ?? 'Ask an administrator of your organization where you think that it is mistaken';
  return new AppError('guardrail_blocked', {
    detail: `The guardrail "${guardrail.name}" ${what}: it found ${why}. ${next}${/[.!?]$/.test(next) ? '' : '.'}`,
  });
}
