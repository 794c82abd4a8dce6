import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { AddressPolicy } from './address-policy.ts';
import { assertReachable } from './check-outbound-url.ts';

/** Resolves a host name to all its addresses; `dns.lookup` unless a test says otherwise. */
export type ResolveHost = (hostname: string, done: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void;

const resolveBySystem: ResolveHost = (hostname, done) => {
  systemLookup(hostname, { all: true, verbatim: true }, (error, addresses) => done(error, addresses ?? []));
};

/**
 * A `lookup` for `net.connect` that judges every address a name resolves to, and refuses the name when one of them is
 * forbidden: a name that points to a public and a private address is an attack, not a mistake. The socket connects to
 * the very address that was judged, so a second answer of DNS changes nothing. Node never calls `lookup` for IP
 * literals; `checkOutboundUrl` judges those.
 */
export function createGuardedLookup(policy: AddressPolicy, encrypted: boolean, resolve: ResolveHost = resolveBySystem): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      if (error) {
        callback(error, '', 0);
        return;
      }
      try {
        for (const { address } of addresses) assertReachable(policy, address, encrypted, hostname);
      } catch (refusal) {
        callback(refusal instanceof Error ? refusal : new Error(String(refusal)), '', 0);
        return;
      }
      const [first] = addresses;
      if (first === undefined) callback(Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' }), '', 0);
      else if (options.all === true) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}
