import type { ProxyTrust } from '#lib/core/client-address.ts';
import type { GatewayRequest } from '../gateway-request.ts';
import { assertComesFrom } from '../scopes/assert-in-scope.ts';
import type { TenantSnapshot } from '../snapshot/snapshot.ts';

/** Throws `source_not_allowed` for a request of a project that comes from outside of the project's networks. */
export function assertInFence(
  { attributions }: Pick<TenantSnapshot, 'attributions'>,
  projectId: string,
  request: GatewayRequest,
  trust: ProxyTrust,
): void {
  const fence = attributions?.fenceOf(projectId);
  if (fence !== undefined) assertComesFrom(fence.addresses, request, trust, `The project "${fence.name}" takes calls`);
}
