import type { CommandRuntime } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';

/** Refuses names that no provider has; `pointer` is that of the list. */
export function requireProviders({ providers }: CommandRuntime, names: readonly string[], pointer: string): void {
  const errors = names.flatMap((name, index) =>
    providers.some((provider) => provider.name === name)
      ? []
      : [{ pointer: `${pointer}/${index}`, detail: 'No such provider; GET /api/v1/providers lists them' }],
  );
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
}
