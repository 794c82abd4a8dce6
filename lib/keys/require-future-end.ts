import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';

/** A key that has already ended is a mistake of whoever sets it. */
export function requireFutureEnd({ now }: OperationContext, expiresAt: Date | null | undefined): void {
  if (expiresAt === null || expiresAt === undefined || expiresAt > now) return;
  throw new AppError('validation_failed', { errors: [{ pointer: '/expires_at', detail: 'Must be in the future' }] });
}
