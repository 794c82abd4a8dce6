import { AppError } from '#lib/core/errors.ts';

/** Error of a unique index in PostgreSQL. */
const uniqueViolation = '23505';

/** The unique index a query ran into, wherever in the chain of causes the driver's error is; undefined for other errors. */
function violatedIndexOf(error: unknown): string | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; depth += 1) {
    const index: unknown = Reflect.get(current, 'constraint_name');
    if (Reflect.get(current, 'code') === uniqueViolation && typeof index === 'string') return index;
    current = current.cause;
  }
  return undefined;
}

/** Turns the violation of a unique index into a `conflict` on the field; other errors pass. */
export async function refuseDuplicate<Result>(
  index: string,
  fault: { readonly pointer: string; readonly detail: string },
  work: Promise<Result>,
): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (violatedIndexOf(error) !== index) throw error;
    throw new AppError('conflict', { detail: fault.detail, errors: [fault], cause: error });
  }
}
