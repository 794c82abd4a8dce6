import { AppError } from '#lib/core/errors.ts';

/** Refuses work in or on something archived. */
export function requireActive(resource: { readonly name: string; readonly archived_at: Date | null }): void {
  if (resource.archived_at !== null) throw new AppError('conflict', { detail: `${resource.name} is archived. Restore it first.` });
}
