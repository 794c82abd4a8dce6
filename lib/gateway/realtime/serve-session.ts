import { AppError, toAppError } from '#lib/core/errors.ts';
import { placeCall } from '../attribution/place-call.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { CallerGone, type Upgrade } from '../gateway-request.ts';
import { judgeTargets } from '../policies/judge-targets.ts';
import { awaitConsent, needsConsent } from '../policies/obey-policies.ts';
import { consentToClass, handledTargets } from '../protection/enforce-handling.ts';
import { protect } from '../protection/protect.ts';
import { requireReadable } from '../protection/require-readable.ts';
import type { CallProtocol } from '../protocols/protocol.ts';
import type { Target } from '../providers/provider.ts';
import { planAttempts } from '../routing/plan-attempts.ts';
import { admissible, enter, maybeAdmissible } from '../stages/admit.ts';
import { servedHeaders } from '../stages/answer-headers.ts';
import { authenticate } from '../stages/authenticate.ts';
import { classify } from '../stages/classify.ts';
import { cheapestFirst, downgrade } from '../stages/downgrade.ts';
import { limitRate } from '../stages/limit-rate.ts';
import { requireApproval } from '../stages/require-approval.ts';
import { isAllowed, providerNotAllowed, resolve } from '../stages/resolve.ts';
import { settle } from '../stages/settle.ts';
import { ClosingResponder } from './closing-responder.ts';
import { type OpenUpstream, openingOf, openUpstream } from './open-upstream.ts';
import type { SessionClose } from './session-close.ts';
import { SessionGuard } from './session-guard.ts';
import { SessionRelay } from './session-relay.ts';

const noBody = Buffer.alloc(0);

/** Close codes that say that all is well. */
const wellEnded: ReadonlySet<number> = new Set([1000, 1001, 1005]);

const needsUpgrade = (): AppError => new AppError('upgrade_required', { headers: { upgrade: 'websocket', connection: 'Upgrade' } });

/**
 * A session from the request for a WebSocket to its end: classify → attribute → resolve → approve → admit → plan → limit the rate → hold and dial → 101 →
 * relay → settle. What speaks against it is told by HTTP as long as it is not open. The session has an event of its own, which says
 * how it ended; what it cost lies in the events of its responses.
 */
export const serveSession =
  (protocol: CallProtocol) =>
  async (call: GatewayCall, caller: Caller): Promise<void> => {
    const { runtime, request } = call;
    const sessionProtocol: CallProtocol = { ...protocol, name: `${protocol.name}_session` };
    call.protocol = sessionProtocol;
    const { upgrade } = request;
    if (upgrade === undefined) throw needsUpgrade();
    call.caller = caller;
    call.deadlines.totalAt = call.startedAt + runtime.settings.sessionTotalMs;
    const asked = classify(call, protocol, noBody);
    const placed = placeCall(call, caller, asked);
    const { budgets, approvals, rateLimits } = caller.tenant;
    if (budgets?.isActing === true) call.sentBody = noBody;
    const wanted = budgets?.isActing === true ? downgrade(call, caller, placed) : placed;
    const { protection } = caller.tenant;
    const safe = protection === null ? null : protect(call, caller, protection, wanted, noBody);
    const served = (safe instanceof Promise ? await safe : safe)?.asked ?? wanted;
    // Whatever is said in a session can be said by voice.
    requireReadable(call, () => true);
    call.asked = { ...served, protocol: sessionProtocol };
    const found = resolve(runtime, caller, served, request);
    const { route } = found;
    const { policies } = caller.tenant;
    const handled = call.data === null ? found.targets : handledTargets(call.data, found.targets);
    const judged = policies === null ? null : judgeTargets(call, caller, policies, served, route, maybeAdmissible(caller, handled));
    const targets = judged?.targets ?? handled;
    call.answerRedaction = judged?.decision.answerRedaction ?? null;
    call.route = route;
    call.isModelKnown = true;
    const priced = admissible(caller, targets);
    if (call.data !== null) await consentToClass(call, caller, served, call.data, priced, noBody);
    if (judged !== null && needsConsent(judged.decision)) await awaitConsent(call, caller, served, judged, noBody);
    const allowed = call.thresholds === null ? priced : cheapestFirst(priced, served.ask);
    const approved = approvals === null ? allowed : await requireApproval(call, caller, approvals, served, allowed, noBody);
    const entering = enter(call, caller);
    const place = entering instanceof Promise ? await entering : entering;
    try {
      const all = planAttempts(approved, runtime.settings.attemptsMax, runtime.circuits);
      const plan = rateLimits === null ? all : await limitRate(call, caller, rateLimits, openingOf(served), all);
      const redaction = judged?.decision.redaction ?? null;
      const guardAt = (target: Target) => SessionGuard.of(call, caller, served, target, redaction);
      // What nobody could look at is refused before anybody is called.
      if (plan[0] !== undefined) guardAt(plan[0]);
      await hold(call, caller, served, upgrade, await openUpstream(call, caller, served, plan, upgrade), guardAt);
    } finally {
      place.release();
    }
  };

/** From the 101 on. */
async function hold(
  call: GatewayCall,
  caller: Caller,
  asked: Asked,
  upgrade: Upgrade,
  upstream: OpenUpstream,
  guardAt: (target: Target) => SessionGuard | null,
): Promise<void> {
  const { target, money, socket: provider } = upstream;
  try {
    const socket = accept(call, upgrade, upstream);
    const relay = new SessionRelay(call, money, { caller: socket, provider }, () => recheck(call, asked, upstream), guardAt(target));
    try {
      const close = await relay.run();
      // The session itself asked no model for anything, so that its length says nothing about one.
      if (!money.isReserveSpent) call.attempts = 0;
      await settle(call, caller, call.asked ?? asked, outcomeOf(close));
      if (close.by === 'provider') socket.close(close.end.code, close.end.reason);
    } catch (error) {
      if (!money.isReserveSpent) call.attempts = 0;
      call.responder = new ClosingResponder(socket, toAppError(error));
      throw error;
    }
  } finally {
    target.routing.state.leave(performance.now());
  }
}

function accept(call: GatewayCall, upgrade: Upgrade, { socket }: OpenUpstream) {
  try {
    call.throwIfStopped();
    const accepted = upgrade.accept(socket.protocol, servedHeaders(call));
    call.sentStatus = 101;
    if (call.rate !== null) call.rate.isSpent = true;
    return accepted;
  } catch (error) {
    socket.terminate();
    throw error instanceof AppError ? error : new CallerGone('The caller left before his session was open');
  }
}

/** Whether the key may still do what it does, by the configuration of this moment. Throws what a new session would be refused with. */
async function recheck(call: GatewayCall, { ask }: Asked, { target }: OpenUpstream): Promise<Caller> {
  const caller = await authenticate(call.runtime, call.request);
  const { pools, connections } = caller.tenant;
  // A loan may have ended, and a provider may have been taken from the key.
  const isNarrowed = pools !== null || caller.principal.scopes?.providers != null;
  if (isNarrowed && !connections.some(({ connectionId }) => connectionId === target.connection.connectionId))
    throw providerNotAllowed(`The model "${ask.model}"`);
  const { allowedModels } = caller.principal;
  const name = call.route?.name ?? target.model;
  if (call.route === null ? isAllowed(allowedModels, name, target.connection.name) : allowedModels === null || allowedModels.has(name))
    return caller;
  throw new AppError('model_not_allowed', { detail: `This key may no longer use the model "${ask.model}".` });
}

function outcomeOf({ by, end }: SessionClose) {
  if (by === 'caller')
    return { status: end.fault === null ? ('succeeded' as const) : ('cancelled' as const), httpStatus: 101, errorCode: null };
  return wellEnded.has(end.code)
    ? { status: 'succeeded' as const, httpStatus: 101, errorCode: null }
    : { status: 'failed' as const, httpStatus: 101, errorCode: 'provider_error' as const };
}
