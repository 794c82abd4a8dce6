import { AppError } from '#lib/core/errors.ts';
import type { Target } from '../provider.ts';
import { splitAddress, type UpstreamAddress } from './split-address.ts';

/**
 * Where a target is asked: the connection's own address, else its provider's. Throws AppError('no_connection') where
 * there is neither and AppError('address_not_allowed') for what is no URL.
 */
export function upstreamAddress({ connection }: Target, providerUrl: string | null): UpstreamAddress {
  const baseUrl = connection.baseUrl ?? providerUrl;
  if (baseUrl !== null) return splitAddress(baseUrl);
  throw new AppError('no_connection', { detail: `The connection "${connection.name}" has no address. Add its base URL.` });
}
