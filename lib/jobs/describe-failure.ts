import { AppError } from '#lib/core/errors.ts';

/** What is kept of a failure. */
export interface Failure {
  /** Class and code: says what kind of thing went wrong, and nothing about anybody's data. */
  readonly kind: string;
  /** The message, which may name what the run was about. */
  readonly message: string;
}

const lengthMax = 500;

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? ` ${error.code}` : '');

/** Describes whatever was thrown. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof AppError) return { kind: error.code, message: (error.detail ?? error.message).slice(0, lengthMax) };
  if (!(error instanceof Error)) return { kind: 'unknown', message: String(error).slice(0, lengthMax) };
  // Drizzle wraps what the database said.
  const said = error.cause instanceof Error && codeOf(error.cause) !== '' ? error.cause : error;
  return { kind: `${said.name}${codeOf(said)}`.slice(0, 100), message: said.message.slice(0, lengthMax) };
}
