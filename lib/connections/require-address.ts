import type { CommandRuntime, OperationContext } from '#lib/command/context.ts';
import type { ProviderFacts } from '#lib/command/provider-facts.ts';
import type { ConnectionSettings } from '#lib/core/connection-form.ts';
import { AppError } from '#lib/core/errors.ts';
import { checkOutboundUrl } from '#lib/outbound/index.ts';

const fault = (pointer: string, detail: string): AppError => new AppError('validation_failed', { errors: [{ pointer, detail }] });

export function requireProvider({ runtime }: { readonly runtime: Pick<CommandRuntime, 'providers'> }, name: string): ProviderFacts {
  const found = runtime.providers.find((provider) => provider.name === name);
  if (found === undefined)
    throw fault('/provider', `Not a provider; choose one of ${runtime.providers.map((known) => known.name).join(', ')}`);
  return found;
}

/**
 * The address as it is stored, without slashes at its end; null for the provider's own. Refuses what the guard of
 * outbound calls would refuse as far as that can be told without asking DNS; names are judged again at each connect.
 */
export function requireAddress({ runtime }: OperationContext, provider: ProviderFacts, baseUrl: string | null | undefined): string | null {
  if (provider.transport !== null) {
    if (baseUrl === null || baseUrl === undefined) return null;
    throw fault('/base_url', `${provider.label} answers inside Tollgate and has no address`);
  }
  if (baseUrl === null || baseUrl === undefined) {
    if (provider.baseUrl === null && provider.addressOf === undefined) throw fault('/base_url', `${provider.label} needs an address`);
    return null;
  }
  checkOutboundUrl(runtime.outbound.policy, baseUrl);
  return baseUrl.replace(/\/+$/, '');
}

/** Where a connection's calls go; null for a provider without an address. */
export const addressOf = (provider: ProviderFacts, baseUrl: string | null, settings: ConnectionSettings): string | null =>
  baseUrl ?? provider.addressOf?.(settings) ?? provider.baseUrl;

/** Whether calls to these addresses go to the same server: what a credential is trusted to. */
export function isSameOrigin(left: string | null, right: string | null): boolean {
  return left === right || (left !== null && right !== null && new URL(left).origin === new URL(right).origin);
}
