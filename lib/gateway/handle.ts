import { AppError } from '#lib/core/errors.ts';
import { FailedAttempts } from './calls/failed-attempts.ts';
import { type Caller, GatewayCall } from './calls/gateway-call.ts';
import { type Endpoint, findEndpoint } from './endpoints.ts';
import type { GatewayRequest, GatewayResponder } from './gateway-request.ts';
import type { GatewayRuntime } from './gateway-runtime.ts';
import type { CallProtocol } from './protocols/protocol.ts';
import type { Target } from './providers/provider.ts';
import { planAttempts } from './routing/plan-attempts.ts';
import { admit } from './stages/admit.ts';
import { commonHeaders } from './stages/answer-headers.ts';
import { attempt } from './stages/attempt.ts';
import { authenticate } from './stages/authenticate.ts';
import { assertReadable, classify } from './stages/classify.ts';
import { inspectHead } from './stages/inspect.ts';
import { planContinuation } from './stages/plan-continuation.ts';
import { refuse } from './stages/refuse.ts';
import { resolve } from './stages/resolve.ts';
import { respond } from './stages/respond.ts';

/**
 * One gateway call from its first byte to its last. This is the only place with the control flow:
 * authenticate → classify → resolve → admit → plan → attempt → inspect → respond (which settles before the last byte);
 * from attempt on again, as long as what failed may be tried again unseen by the caller.
 * Never rejects: whatever goes wrong is told to the caller, or logged where there is none left.
 */
export async function handleGatewayCall(runtime: GatewayRuntime, request: GatewayRequest, responder: GatewayResponder): Promise<void> {
  const call = new GatewayCall(runtime, request, responder);
  runtime.running.add(call);
  responder.onClose(() => call.stop('caller_left'));
  try {
    const endpoint = findEndpoint(request);
    if ('protocol' in endpoint) call.protocol = endpoint.protocol;
    if (runtime.running.isRefusing) throw new AppError('draining', { headers: { connection: 'close' } });
    const known = authenticate(runtime, request);
    const caller = known instanceof Promise ? await call.wait(known) : known;
    await serve(call, caller, endpoint);
  } catch (error) {
    await refuse(call, error);
  } finally {
    runtime.running.remove(call);
  }
}

function serve(call: GatewayCall, caller: Caller, endpoint: Endpoint): Promise<void> | void {
  return 'protocol' in endpoint ? serveCall(call, caller, endpoint.protocol) : answerItself(call, endpoint.answer(call.runtime, caller));
}

/** A question that the snapshot answers; it costs nothing and is not metered. */
function answerItself(call: GatewayCall, answer: object): void {
  const body = Buffer.from(JSON.stringify(answer));
  call.start(200, [...commonHeaders(call), 'content-type', 'application/json', 'content-length', String(body.length)]);
  call.responder.end(body);
}

async function serveCall(call: GatewayCall, caller: Caller, protocol: CallProtocol): Promise<void> {
  const { runtime, request } = call;
  call.caller = caller;
  assertReadable(call);
  const body = await call.wait(request.readBody(runtime.settings.bodyBytesMax));
  const asked = classify(call, protocol, body);
  call.asked = asked;
  const candidates = resolve(runtime, caller, asked.ask.model, protocol.name);
  call.isModelKnown = true;
  const { targets, place } = await admit(call, caller, candidates);
  try {
    await serveFromOneOf(call, caller, planAttempts(targets, runtime.settings.attemptsMax, runtime.circuits));
  } finally {
    place.release();
  }
}

/** Attempts, one after the other, until one has answered; throws what the caller is to be told when none is left. */
async function serveFromOneOf(call: GatewayCall, caller: Caller, plan: readonly Target[]): Promise<void> {
  const { attemptsMax } = call.runtime.settings;
  let failed: FailedAttempts | null = null;
  for (let at = 0; ; ) {
    const target = plan[at];
    if (target === undefined) throw new Error('A plan has a target for each attempt');
    const targetsLeft = plan.length - at - 1;
    call.mayRestart = call.attempts + 1 < attemptsMax;
    call.hasOtherTarget = call.mayRestart && targetsLeft > 0;
    try {
      return await serveFrom(call, caller, target);
    } catch (error) {
      failed ??= new FailedAttempts(call);
      const decision = failed.add(error, target, targetsLeft);
      if (decision.act === 'give_up') {
        const other = await planContinuation(call, error, target, plan.slice(at + 1));
        if (other === null) throw failed.verdict(error);
        return await serveRest(call, caller, other, failed);
      }
      if (decision.act === 'same_target') await call.pause(decision.afterMs);
      else at += 1;
    }
  }
}

/** The rest of a stream that broke off; there is no third part. */
async function serveRest(call: GatewayCall, caller: Caller, target: Target, failed: FailedAttempts): Promise<void> {
  try {
    await serveFrom(call, caller, target);
  } catch (error) {
    failed.add(error, target, 0);
    throw failed.verdict(error);
  }
}

/** One attempt at one target; throws the error that ends it. */
async function serveFrom(call: GatewayCall, caller: Caller, target: Target): Promise<void> {
  if (call.asked === null) throw new Error('An attempt needs to know what is asked');
  call.runtime.circuits.begin(target);
  call.runtime.retries.begin(target);
  const answering = await attempt(call, caller, call.asked, target);
  await inspectHead(call, target, answering);
  await respond(call, caller, call.asked, target, answering);
}
