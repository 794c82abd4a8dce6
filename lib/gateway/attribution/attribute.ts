import type { CallAttribution } from '#lib/usage/usage-event.ts';
import type { Caller, GatewayCall } from '../calls/gateway-call.ts';
import { attributionOf } from '../stages/describe-call.ts';
import { assertInFence } from './assert-in-fence.ts';

/**
 * What the call is for and who bears it, fixed here for good: a later change of a project or a rule does not move it. Throws
 * AppError('invalid_request' | 'forbidden') for a project or environment that the key may not use, or that takes no calls, and
 * `source_not_allowed` for one that the call names from outside of its networks; those of the key's own project were looked at with the key.
 */
export function attribute(call: GatewayCall, { principal, tenant }: Caller): CallAttribution {
  const { attributions } = tenant;
  if (attributions === null) return attributionOf(principal);
  const { request, runtime } = call;
  const named = { project: request.header('x-tollgate-project'), environment: request.header('x-tollgate-environment') };
  const attribution = attributions.of(principal, named, runtime.clock.now());
  const { projectId } = attribution;
  if (projectId !== undefined && projectId !== principal.projectId) assertInFence(tenant, projectId, request, runtime.settings.proxies);
  return attribution;
}
