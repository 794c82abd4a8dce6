import { AppError } from '#lib/core/errors.ts';

/** A refusal that names the field; `field` is a path without its leading slash. */
export const invalidField = (field: string, detail: string): AppError =>
  new AppError('invalid_request', { detail, errors: [{ pointer: `/${field}`, detail }] });
