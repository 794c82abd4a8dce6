import type { GatewayCall } from '../calls/gateway-call.ts';
import { RunningCost, type RunningStream } from './running-cost.ts';

/** Calls that hold nothing, or at no price, have nothing to follow. */
export function followCost(call: GatewayCall, stream: Omit<RunningStream, 'bound'>): void {
  const isHolding = stream.charge.parts.some(({ charged }) => charged.kind !== 'soft');
  if (isHolding && call.bound !== null && stream.target.price !== undefined)
    call.runningCost = new RunningCost(call, { ...stream, bound: call.bound });
}
