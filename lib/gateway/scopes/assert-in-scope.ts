import type { AddressList } from '#lib/core/address-range.ts';
import { clientAddress, type ProxyTrust } from '#lib/core/client-address.ts';
import { AppError } from '#lib/core/errors.ts';
import type { GatewayRequest } from '../gateway-request.ts';
import { endpointKind } from './endpoint-kind.ts';
import type { KeyScopes } from './key-scopes.ts';

/** Throws `endpoint_not_allowed` or `source_not_allowed` for a request that the key is not for. */
export function assertInScope({ endpoints, addresses }: KeyScopes, request: GatewayRequest, trust: ProxyTrust): void {
  if (endpoints !== null) {
    const kind = endpointKind(request.path);
    if (kind !== 'models' && (kind === undefined || !endpoints.has(kind))) throw endpointRefused(endpoints);
  }
  if (addresses !== null) assertComesFrom(addresses, request, trust, 'This key may be used');
}

/** Throws `source_not_allowed` unless a request comes from one of the networks; `whose` begins the sentence that says so. */
export function assertComesFrom(addresses: AddressList, request: GatewayRequest, trust: ProxyTrust, whose: string): void {
  const { remoteAddress } = request;
  // Without a connection there is nothing that a caller did not write himself.
  if (remoteAddress === null) throw sourceRefused(whose, 'This process cannot tell from which address the call came.');
  const address = clientAddress(remoteAddress, request.header('x-forwarded-for'), trust);
  if (!addresses.has(address)) throw sourceRefused(whose, `The call came from ${address}.`);
}

const endpointRefused = (endpoints: ReadonlySet<string>): AppError =>
  new AppError('endpoint_not_allowed', { detail: `This key is for these endpoints only: ${[...endpoints].join(', ')}.` });

const sourceRefused = (whose: string, seen: string): AppError =>
  new AppError('source_not_allowed', { detail: `${whose} from certain networks only. ${seen}` });
