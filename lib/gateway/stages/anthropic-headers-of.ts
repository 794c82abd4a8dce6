import type { GatewayCall } from '../calls/gateway-call.ts';
import type { RequestContext } from '../providers/provider.ts';

const versionPattern = /^\d{4}-\d{2}-\d{2}$/;
/** Names of features, separated by commas. */
const betaPattern = /^[\w.-]{1,100}(?: *, *[\w.-]{1,100}){0,50}$/;

function wellFormed(call: GatewayCall, name: string, pattern: RegExp): string | undefined {
  const value = call.request.header(name);
  return value !== undefined && pattern.test(value) ? value : undefined;
}

/** The caller's headers that Anthropic's API reads; one that is not well-formed goes no further. */
export const anthropicHeadersOf = (call: GatewayCall): Pick<RequestContext, 'anthropicVersion' | 'anthropicBeta'> => ({
  anthropicVersion: wellFormed(call, 'anthropic-version', versionPattern),
  anthropicBeta: wellFormed(call, 'anthropic-beta', betaPattern),
});
