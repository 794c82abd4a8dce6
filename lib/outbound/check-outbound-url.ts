import { isIP } from 'node:net';
import { AppError } from '#lib/core/errors.ts';
import { type AddressPolicy, judgeAddress } from './address-policy.ts';

/** Host of a URL as an IP literal, or undefined when it is a name. The URL parser has already turned decimal, octal and hexadecimal spellings into dotted form. */
export function addressOfHost(hostname: string): string | undefined {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? undefined : bare;
}

const refuse = (detail: string): never => {
  throw new AppError('address_not_allowed', { detail });
};

/**
 * Checks an address that a tenant wrote, as far as that is possible without asking DNS: names are judged again, address
 * by address, at each connect (`createGuardedLookup`). Throws AppError('address_not_allowed').
 */
export function checkOutboundUrl(policy: AddressPolicy, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : refuse('The address is not a URL. Write it as https://host/path.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') refuse('The address must begin with https://.');
  if (url.username !== '' || url.password !== '') refuse('The address must not hold a user name or password; use the credential field.');
  if (url.search !== '' || url.hash !== '') refuse('The address must not have a query or a fragment.');
  const address = addressOfHost(url.hostname);
  if (address !== undefined) assertReachable(policy, address, url.protocol === 'https:', url.hostname);
  return url;
}

/** Throws AppError('address_not_allowed') unless the policy lets calls reach the address; plain HTTP only on networks the operator listed. */
export function assertReachable(policy: AddressPolicy, address: string, encrypted: boolean, host: string): void {
  const verdict = judgeAddress(policy, address);
  if (verdict === 'forbidden') {
    refuse(`${host} is a private or reserved address. The operator can open private networks with ALLOWED_PRIVATE_NETWORKS.`);
  }
  if (verdict === 'public' && !encrypted)
    refuse(`${host} is a public address, so it needs https://: the credential would travel in clear.`);
}
