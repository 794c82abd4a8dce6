import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { attribute } from './attribute.ts';
import { inEnvironment } from './in-environment.ts';

/** Fixes what a call is for and who bears it, and answers what is asked as the environment of the call has it. Throws as `attribute` does. */
export function placeCall(call: GatewayCall, caller: Caller, asked: Asked): Asked {
  call.attribution = caller.attribution ?? attribute(call, caller);
  return call.attribution.environmentId === undefined ? asked : inEnvironment(call, caller, asked);
}
