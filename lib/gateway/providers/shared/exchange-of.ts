import type { TokenExchange } from '#lib/outbound/index.ts';
import type { Target } from '../provider.ts';

/** How a connection's credential is exchanged for the token that its calls carry; undefined where they carry the credential itself. */
export function exchangeOf({ provider, connection }: Pick<Target, 'provider' | 'connection'>): TokenExchange | undefined {
  const { exchange } = provider;
  return exchange?.isFor?.(connection.credential ?? '') === false ? undefined : exchange;
}
