import { AppError } from '#lib/core/errors.ts';
import { type FrameSocket, SocketRefused } from '#lib/outbound/index.ts';
import { enterTarget } from '../calls/enter-target.ts';
import { FailedAttempts } from '../calls/failed-attempts.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Upgrade } from '../gateway-request.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import { accessTokenOf, failureError, traceparentOf } from '../stages/attempt.ts';
import { SessionMoney } from './session-money.ts';

/** A provider that has consented to a session, whose first response is held for. */
export interface OpenUpstream {
  readonly target: RoutedTarget;
  readonly money: SessionMoney;
  readonly socket: FrameSocket;
}

/** The targets in their order, until one consents; the caller sees nothing of the others. Throws what he is told when none does. */
export async function openUpstream(
  call: GatewayCall,
  caller: Caller,
  asked: Asked,
  plan: readonly RoutedTarget[],
  { protocols }: Upgrade,
): Promise<OpenUpstream> {
  let failed: FailedAttempts | null = null;
  for (let at = 0; ; ) {
    const target = plan[at];
    if (target === undefined) throw new Error('A plan has a target for each attempt');
    try {
      return await openAt(call, caller, asked, target, protocols);
    } catch (error) {
      failed ??= new FailedAttempts(call);
      const decision = failed.add(error, target, plan.length - at - 1);
      if (decision.act === 'give_up') throw failed.verdict(error);
      if (decision.act === 'same_target') await call.pause(decision.afterMs);
      else at += 1;
    }
  }
}

async function openAt(
  call: GatewayCall,
  caller: Caller,
  asked: Asked,
  target: RoutedTarget,
  protocols: readonly string[],
): Promise<OpenUpstream> {
  const entering = enterTarget(call, target);
  if (entering !== undefined) await entering;
  try {
    call.runtime.circuits.begin(target);
    call.runtime.retries.begin(target);
    const money = new SessionMoney(call, caller, target, asked);
    const holding = money.reserve();
    if (holding !== undefined) await holding;
    call.throwIfStopped();
    const socket = await dial(call, asked, target, protocols);
    call.runtime.circuits.succeeded(target);
    return { target, money, socket };
  } catch (error) {
    target.routing.state.leave(performance.now());
    throw error;
  }
}

async function dial(call: GatewayCall, asked: Asked, target: RoutedTarget, protocols: readonly string[]): Promise<FrameSocket> {
  const { runtime, request } = call;
  const { sessionOpenMs: openWithinMs, sessionMessageBytesMax: messageBytesMax } = runtime.settings;
  const transport = target.provider.transport ?? runtime.upstream;
  const token = accessTokenOf(call, target);
  const accessToken = token instanceof Promise ? await call.wait(token) : token;
  const context = { traceparent: traceparentOf(call), caller: request, accessToken, now: runtime.clock.now() };
  const { origin, path, headers } = target.spoken.buildRequest(asked.ask, target, context);
  call.attempts += 1;
  call.attemptStartedAt = performance.now();
  const dialling = transport.connect?.({ origin, path, headers, protocols, messageBytesMax, openWithinMs });
  if (dialling === undefined) throw new AppError('protocol_not_served', { detail: `${target.provider.label} has no WebSockets.` });
  try {
    return await call.wait(dialling.opened, dialling.abort);
  } catch (failure) {
    if (!(failure instanceof SocketRefused)) throw failureError(call, target, failure);
    const { head, body } = failure;
    call.upstreamStatus = head.status;
    if (head.status === 401) runtime.accessTokens.forget(target.connection.connectionId);
    throw target.provider.toError({ head, body, connection: target.connection });
  }
}
