import { AppError } from '#lib/core/errors.ts';
import type { GatewayCall } from './gateway-call.ts';

function wordsOf({ timedOut, attemptLimitMs, target, runtime }: GatewayCall): string {
  if (timedOut === 'first_token') return `The provider sent no content within ${Math.round(attemptLimitMs) / 1000} s.`;
  if (timedOut === 'attempt') {
    const seconds = (target?.routing.times?.totalMs ?? 0) / 1000;
    return `The provider’s answer was not complete within ${seconds} s, the time that the route gives this target.`;
  }
  return `The provider fell silent for ${runtime.settings.idleMs / 1000} s before its answer was complete.`;
}

/** The deadline that ended the attempt as an error for the caller. */
export const timeoutError = (call: GatewayCall): AppError => new AppError('provider_timeout', { detail: wordsOf(call) });
