import type { AppError } from '#lib/core/errors.ts';
import type { Change } from './audit-writer.ts';

/**
 * Thrown by a command whose failure itself belongs into the audit trail, such as a wrong password: everything is rolled
 * back, then the changes are written as `failed`, and the caller gets `error`.
 */
export class RecordedFailure extends Error {
  override readonly name = 'RecordedFailure';
  readonly error: AppError;
  readonly changes: readonly [Change, ...Change[]];

  constructor(error: AppError, changes: readonly [Change, ...Change[]]) {
    super(error.message, { cause: error });
    this.error = error;
    this.changes = changes;
  }
}
