import type { GatewayCall } from '../calls/gateway-call.ts';
import type { RequestContext } from '../providers/provider.ts';

const traceparentPattern = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's W3C trace context, if it is well-formed. */
export function traceparentOf(call: GatewayCall): string | undefined {
  const value = call.request.header('traceparent');
  return value !== undefined && traceparentPattern.test(value) ? value : undefined;
}

const versionPattern = /^\d{4}-\d{2}-\d{2}$/;
/** Names of features, separated by commas. */
const betaPattern = /^[\w.-]{1,100}(?: *, *[\w.-]{1,100}){0,50}$/;

function headerLike(call: GatewayCall, name: string, pattern: RegExp): string | undefined {
  const value = call.request.header(name);
  return value !== undefined && pattern.test(value) ? value : undefined;
}

/** What goes upstream of the caller's headers: those that are named here, and only where they are well-formed. */
export const requestContextOf = (call: GatewayCall): RequestContext => ({
  traceparent: traceparentOf(call),
  anthropicVersion: headerLike(call, 'anthropic-version', versionPattern),
  anthropicBeta: headerLike(call, 'anthropic-beta', betaPattern),
});
