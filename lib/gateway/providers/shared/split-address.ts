import { AppError } from '#lib/core/errors.ts';

/** An address as requests need it. */
export interface UpstreamAddress {
  readonly origin: string;
  /** Without a slash at its end. */
  readonly path: string;
}

// Connections are few and calls are many: an address is parsed once. Bounded, because tenants write addresses.
const addresses = new Map<string, UpstreamAddress>();
const addressesMax = 10_000;

/** Takes an address apart; throws AppError('address_not_allowed') for what is no URL. */
export function splitAddress(baseUrl: string): UpstreamAddress {
  const known = addresses.get(baseUrl);
  if (known !== undefined) return known;
  if (!URL.canParse(baseUrl)) throw new AppError('address_not_allowed', { internal: `not a URL: ${baseUrl}` });
  const url = new URL(baseUrl);
  const split = { origin: url.origin, path: url.pathname.replace(/\/+$/, '') };
  if (addresses.size >= addressesMax) addresses.clear();
  addresses.set(baseUrl, split);
  return split;
}
