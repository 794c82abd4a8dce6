import type { UpstreamHead } from '#lib/outbound/index.ts';

/** A header of the provider's, the first of several. */
export function headerOf(head: UpstreamHead, name: string): string | undefined {
  const value = head.headers[name];
  return typeof value === 'string' ? value : value?.[0];
}
