import { AppError } from '#lib/core/errors.ts';

/** The JSON pointer at which a request is refused, for tests; fails where it is accepted. */
export function pointerOf(translate: () => unknown): string | undefined {
  try {
    translate();
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_request') return error.errors[0]?.pointer;
    throw error;
  }
  throw new Error('It was accepted');
}
