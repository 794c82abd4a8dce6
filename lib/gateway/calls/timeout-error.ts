import { AppError } from '#lib/core/errors.ts';
import type { GatewayCall } from './gateway-call.ts';

/** The deadline that ended the attempt as an error for the caller. */
export function timeoutError({ timedOut, attemptLimitMs, runtime }: GatewayCall): AppError {
  return new AppError('provider_timeout', {
    detail:
      timedOut === 'first_token'
        ? `The provider sent no content within ${Math.round(attemptLimitMs) / 1000} s.`
        : `The provider fell silent for ${runtime.settings.idleMs / 1000} s before its answer was complete.`,
  });
}
