import type { virtualKey } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';
import { rangeFault } from '#lib/core/range-fault.ts';

/** What a key is limited to beside its models, as it is stored. */
export type KeyScopeColumns = Partial<
  Pick<typeof virtualKey.$inferInsert, 'allowedProviders' | 'allowedEndpoints' | 'allowedAddresses' | 'tags'>
>;

/** The same as callers write it; what is absent stays as it is. */
interface ScopeInput {
  readonly allowed_providers?: readonly string[] | null | undefined;
  readonly allowed_endpoints?: readonly string[] | null | undefined;
  readonly allowed_addresses?: readonly string[] | null | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

function requireAddresses(ranges: readonly string[]): string[] {
  const errors = ranges.flatMap((range, index): FieldError[] => {
    const fault = rangeFault(range);
    return fault === undefined ? [] : [{ pointer: `/allowed_addresses/${index}`, detail: fault }];
  });
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  return [...new Set(ranges.map((range) => range.toLowerCase()))];
}

function requireProviders({ runtime }: OperationContext, names: readonly string[]): string[] {
  const known = new Set(runtime.providers.map(({ name }) => name));
  const errors = names.flatMap((name, index) =>
    known.has(name) ? [] : [{ pointer: `/allowed_providers/${index}`, detail: `There is no provider "${name}"` }],
  );
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  return [...names];
}

/** The columns of scopes that callers write. Throws `validation_failed` for providers that are none and ranges that cannot be meant. */
export function requireScopes(ctx: OperationContext, input: ScopeInput): KeyScopeColumns {
  const { allowed_providers: providers, allowed_endpoints: endpoints, allowed_addresses: addresses, tags } = input;
  return {
    ...(providers === undefined ? {} : { allowedProviders: providers === null ? null : requireProviders(ctx, providers) }),
    ...(endpoints === undefined ? {} : { allowedEndpoints: endpoints === null ? null : [...endpoints] }),
    ...(addresses === undefined ? {} : { allowedAddresses: addresses === null ? null : requireAddresses(addresses) }),
    ...(tags === undefined ? {} : { tags }),
  };
}
