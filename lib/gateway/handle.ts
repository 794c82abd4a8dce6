import { AppError } from '#lib/core/errors.ts';
import { within } from '#lib/process/within.ts';
import { placeCall } from './attribution/place-call.ts';
import { EmbeddingResponder, embeddingRequest } from './cache/similar/embedding-call.ts';
import { enterTarget } from './calls/enter-target.ts';
import { FailedAttempts } from './calls/failed-attempts.ts';
import { type Asked, type Caller, GatewayCall } from './calls/gateway-call.ts';
import { followContent, keepContent } from './content/keep-content.ts';
import { type CallEndpoint, type Endpoint, findEndpoint } from './endpoints.ts';
import type { GatewayRequest, GatewayResponder } from './gateway-request.ts';
import type { GatewayRuntime } from './gateway-runtime.ts';
import { guardInput } from './guardrails/guard-input.ts';
import { guardKept } from './guardrails/guard-kept.ts';
import type { OnceStore } from './idempotency/once-store.ts';
import type { Course } from './objects/course.ts';
import { failCourse } from './objects/fail-course.ts';
import { guardCourse } from './objects/guard-course.ts';
import { judgeCourse } from './objects/judge-course.ts';
import { awaitConsent, needsConsent, obeyPolicies } from './policies/obey-policies.ts';
import { answerFilterOf } from './protection/answer-filter.ts';
import { consentToClass, handledTargets } from './protection/enforce-handling.ts';
import { filterKept } from './protection/filter-kept.ts';
import { protect } from './protection/protect.ts';
import { hasUnread, requireReadable } from './protection/require-readable.ts';
import { planAfter } from './routing/plan-after.ts';
import { planAttempts } from './routing/plan-attempts.ts';
import { type RoutedTarget, routedTo } from './routing/routed-target.ts';
import { routingHeaders } from './routing/routing-headers.ts';
import { admissible, enter } from './stages/admit.ts';
import { commonHeaders } from './stages/answer-headers.ts';
import { attempt } from './stages/attempt.ts';
import { authenticate } from './stages/authenticate.ts';
import { abandonOnce, claimOnce, isOnceOnly } from './stages/claim-once.ts';
import { assertReadable, classify } from './stages/classify.ts';
import { cheapestFirst, downgrade } from './stages/downgrade.ts';
import { inspectHead } from './stages/inspect.ts';
import { recordAnswer } from './stages/keep-answer.ts';
import { endRate, extendRate, isRateOwed, limitRate } from './stages/limit-rate.ts';
import { lookUpAnswer, mayUseCache } from './stages/look-up-answer.ts';
import { passOn } from './stages/pass-on.ts';
import { planContinuation } from './stages/plan-continuation.ts';
import { refuse } from './stages/refuse.ts';
import { requireApproval, returnApproval } from './stages/require-approval.ts';
import { resolve } from './stages/resolve.ts';
import { respond } from './stages/respond.ts';
import { tellAgain } from './stages/tell-again.ts';
import { tellEstimate } from './stages/tell-estimate.ts';
import { throttle } from './stages/throttle.ts';
import { transform, withMappedModel } from './stages/transform.ts';

/** How long a call waits for the vector that it could be answered by. */
const embeddingMs = 2_000;

/**
 * One gateway call from its first byte to its last. This is the only place with the control flow:
 * authenticate → transform → classify → attribute → (told again for its Idempotency-Key) → protect (what it holds and what that means) → guard → resolve, as policies allow → approve → admit → plan → limit the rate → (told again from the cache) →
 * attempt → inspect → respond (which settles before the last byte); from attempt on again, as long as what failed may be tried
 * again unseen by the caller.
 * Never rejects: whatever goes wrong is told to the caller, or logged where there is none left.
 */
export function handleGatewayCall(runtime: GatewayRuntime, request: GatewayRequest, responder: GatewayResponder): Promise<void> {
  return handle(runtime, request, responder, null);
}

/** `own`: who is behind a call that this process makes itself; it goes the way of every other, and is metered like it. */
async function handle(runtime: GatewayRuntime, request: GatewayRequest, responder: GatewayResponder, own: Caller | null): Promise<void> {
  const call = new GatewayCall(runtime, request, responder);
  runtime.running.add(call);
  responder.onClose(() => call.stop('caller_left'));
  try {
    const endpoint = findEndpoint(request);
    if ('protocol' in endpoint) call.protocol = endpoint.protocol;
    if (runtime.running.isRefusing) throw new AppError('draining', { headers: { connection: 'close' } });
    const known = own ?? authenticate(runtime, request);
    const caller = known instanceof Promise ? await call.wait(known) : known;
    await serve(call, caller, endpoint);
  } catch (error) {
    if (call.claim !== null) await abandonOnce(call);
    await refuse(call, error);
  } finally {
    if (call.claim !== null) await abandonOnce(call);
    if (call.content !== null && call.caller !== null) keepContent(call, call.caller, call.content);
    if (call.rate !== null) endRate(call);
    if (call.approval !== null) await returnApproval(call);
    runtime.running.remove(call);
  }
}

function serve(call: GatewayCall, caller: Caller, endpoint: Endpoint): Promise<void> | void {
  if ('protocol' in endpoint) return serveCall(call, caller, endpoint);
  if ('session' in endpoint) return endpoint.session(call, caller);
  const answer = endpoint.answer(call.runtime, caller, call.request);
  return answer instanceof Promise ? call.wait(answer).then((known) => answerItself(call, known)) : answerItself(call, answer);
}

/** Of a request that is passed on as it is: whoever passes it on reads its body, or lets it flow. */
const unreadBody = Buffer.alloc(0);

/** A question that needs no provider; it costs nothing and is not metered. */
function answerItself(call: GatewayCall, answer: object): void {
  const body = Buffer.from(JSON.stringify(answer));
  call.start(200, [...commonHeaders(call), 'content-type', 'application/json', 'content-length', String(body.length)]);
  call.responder.end(body);
}

async function serveCall(call: GatewayCall, caller: Caller, { protocol, findCourse }: CallEndpoint): Promise<void> {
  const { runtime, request } = call;
  call.caller = caller;
  assertReadable(call, protocol);
  const isRaw = protocol.takes === 'anything';
  const body = isRaw ? unreadBody : await call.wait(request.readBody(runtime.settings.bodyBytesMax));
  const changed = transform(call, caller, protocol, body);
  const read = withMappedModel(call, classify(call, protocol, changed));
  call.asked = read;
  const placed = placeCall(call, caller, read);
  const { budgets } = caller.tenant;
  const approvals = caller.isOurs === true ? null : caller.tenant.approvals;
  const isActing = budgets?.isActing === true;
  if (isActing && caller.isOurs !== true) call.sentBody = body;
  const wanted = isActing && findCourse === undefined ? downgrade(call, caller, placed) : placed;
  call.asked = wanted;
  const { once } = runtime;
  if (once !== null && !isRaw && isOnceOnly(call) && (await serveRepetition(call, caller, wanted, once, body))) return;
  const { protection, contentRules } = caller.tenant;
  if (contentRules !== null && !isRaw && caller.isOurs !== true) followContent(call, contentRules, body);
  const checking = protection === null || caller.isOurs === true ? null : protect(call, caller, protection, wanted, changed);
  const safe = checking instanceof Promise ? await checking : checking;
  const known = safe?.asked ?? wanted;
  const safeBody = safe?.body ?? changed;
  call.asked = known;
  if (call.data !== null && findCourse === undefined) requireReadable(call, () => hasUnread(known.ask));
  if (findCourse !== undefined) return serveOnce(call, caller, known, await findCourse(call, caller, known), body);
  const guardrails = caller.isOurs === true ? null : caller.tenant.guardrails;
  const guarding = guardrails === null ? null : guardInput(call, caller, guardrails, known, safeBody);
  const guarded = guarding instanceof Promise ? await guarding : guarding;
  const passed = guarded?.asked ?? known;
  const policies = caller.isOurs === true ? null : caller.tenant.policies;
  const obeyed = policies === null ? null : obeyPolicies(call, caller, policies, passed, guarded?.body ?? safeBody);
  const { targets: found, route } = obeyed ?? resolve(runtime, caller, passed, routingHeaders(call));
  const asked = obeyed?.asked ?? passed;
  if (obeyed !== null) call.answerRedaction = obeyed.decision.answerRedaction;
  call.asked = asked;
  call.route = route;
  call.isModelKnown = true;
  const data = call.data ?? caller.data ?? null;
  const candidates = data === null ? found : handledTargets(data, found);
  const priced = admissible(caller, candidates, asked.ask);
  if (call.data?.handling?.approval_required === true) await consentToClass(call, caller, asked, call.data, priced, body);
  if (obeyed !== null && needsConsent(obeyed.decision)) await awaitConsent(call, caller, asked, obeyed, body);
  const allowed = call.thresholds === null ? priced : cheapestFirst(priced, asked.ask);
  const approved = approvals === null ? allowed : requireApproval(call, caller, approvals, asked, allowed, body);
  const targets = approved instanceof Promise ? await approved : approved;
  call.choices = targets;
  const entering = enter(call, caller);
  const place = entering instanceof Promise ? await entering : entering;
  try {
    const all = planAttempts(targets, runtime.settings.attemptsMax, runtime.circuits);
    const { rateLimits } = caller.tenant;
    const plan = rateLimits === null ? all : await limitRate(call, caller, rateLimits, asked, all);
    if (mayUseCache(call, caller) && (await serveFromCache(call, caller, asked, plan))) return;
    const [first] = plan;
    if (isActing && first !== undefined) await throttle(call, caller, budgets, asked, first);
    await serveFromOneOf(call, caller, plan);
  } finally {
    call.cacheUse?.release?.();
    place.release();
  }
}

/** Tells the answer again that was given to the same Idempotency-Key; false where there was none, and then this call's is kept for it. */
async function serveRepetition(call: GatewayCall, caller: Caller, asked: Asked, once: OnceStore, sent: Buffer): Promise<boolean> {
  const kept = await claimOnce(call, caller, once, sent);
  if (kept === null) {
    recordAnswer(call);
    return false;
  }
  call.cacheState = 'replay';
  await tellAgain(call, caller, asked, kept);
  return true;
}

/** Answers with what was kept for the target that would be asked first; false where nothing was, and then the answer will be kept. */
async function serveFromCache(call: GatewayCall, caller: Caller, asked: Asked, [target]: readonly RoutedTarget[]): Promise<boolean> {
  if (target === undefined) return false;
  const kept = await lookUpAnswer(call, caller, asked, target, (model, text) => embed(call, caller, model, text));
  if (kept === null) {
    if (call.cacheUse !== null) recordAnswer(call);
    return false;
  }
  const filter = answerFilterOf(call, caller);
  const told = filter === null ? kept : filterKept(call, filter, kept);
  if (caller.tenant.guardrails !== null) await guardKept(call, caller, caller.tenant.guardrails, asked, told);
  call.target = target;
  await tellAgain(call, caller, asked, told);
  return true;
}

/** A call that has one place to go and is sent once, because what it leaves there must not be left twice. */
async function serveOnce(call: GatewayCall, caller: Caller, asked: Asked, course: Course, sent: Buffer): Promise<void> {
  const target = routedTo(call.runtime, caller.tenant.tenantId, course.target);
  const { approvals, policies } = caller.tenant;
  call.course = course;
  try {
    // Finding the way may have told more of what is asked. What is there already may be read and taken away.
    const named = call.asked ?? asked;
    const known = course.said === undefined ? named : await guardCourse(call, caller, named, course.said);
    call.asked = known;
    const isLooking = known.protocol.isUnmetered === true || (known.protocol.isFree === true && call.request.method !== 'POST');
    if (call.data !== null) handledTargets(call.data, [target]);
    if (call.data !== null && !isLooking) await consentToClass(call, caller, known, call.data, [target], call.sentBody ?? sent);
    if (policies !== null && !isLooking && course.isJudged !== true) await judgeCourse(call, caller, policies, known, target, sent);
    if (approvals !== null && !isLooking && course.isJudged !== true)
      await requireApproval(call, caller, approvals, known, [target], call.sentBody ?? sent);
    const place = await enter(call, caller, course.isListening === true ? call.runtime.listening : call.runtime.gate);
    try {
      await serveFrom(call, caller, target);
    } finally {
      place.release();
    }
  } catch (error) {
    throw await failCourse(call, course, error);
  }
}

/** The vector of a text by a model of the tenant's, charged to the key whose call needs it; null when it does not come in time. */
async function embed(call: GatewayCall, { principal, tenant }: Caller, model: string, text: string): Promise<Float32Array | null> {
  const responder = new EmbeddingResponder();
  // The tenant chose the model for its cache, whatever a key may ask for itself. Where calls of its class must not go, its text does not.
  const own = { tenant, principal: { ...principal, allowedModels: null }, attribution: call.attribution, isOurs: true, data: call.data };
  const ended = handle(call.runtime, embeddingRequest(model, text), responder, own);
  const isInTime = await call.wait(within(embeddingMs, ended), () => responder.left());
  if (!isInTime) responder.left();
  return isInTime ? responder.vector() : null;
}

/** Attempts, one after the other, until one has answered; throws what the caller is to be told when none is left. */
async function serveFromOneOf(call: GatewayCall, caller: Caller, planned: readonly RoutedTarget[]): Promise<void> {
  let failed: FailedAttempts | null = null;
  for (let at = 0, plan = planned; ; ) {
    const target = plan[at];
    if (target === undefined) throw new Error('A plan has a target for each attempt');
    call.mayRestart = call.attempts + 1 < call.runtime.settings.attemptsMax;
    call.hasOtherTarget = call.mayRestart && at + 1 < plan.length;
    try {
      return await serveFrom(call, caller, target);
    } catch (error) {
      failed ??= new FailedAttempts(call);
      plan = planAfter(error, plan, at);
      const decision = failed.add(error, target, plan.length - at - 1);
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
async function serveRest(call: GatewayCall, caller: Caller, target: RoutedTarget, failed: FailedAttempts): Promise<void> {
  call.mayRestart = call.hasOtherTarget = false;
  try {
    await serveFrom(call, caller, target);
  } catch (error) {
    failed.add(error, target, 0);
    throw failed.verdict(error);
  }
}

/** One attempt at one target; throws the error that ends it. */
async function serveFrom(call: GatewayCall, caller: Caller, target: RoutedTarget): Promise<void> {
  if (call.asked === null) throw new Error('An attempt needs to know what is asked');
  const { rateLimits } = caller.tenant;
  if (rateLimits !== null && isRateOwed(call, target) && call.asked.protocol.isUnmetered !== true)
    await extendRate(call, caller, rateLimits, call.asked, target);
  if (target.spoken.isCountedHere === true) return await tellEstimate(call, caller, call.asked, target);
  const entering = enterTarget(call, target);
  if (entering !== undefined) await entering;
  try {
    call.runtime.circuits.begin(target);
    call.runtime.retries.begin(target);
    const answering = await attempt(call, caller, call.asked, target);
    if (call.course?.isRaw === true) return await (call.course.respond ?? passOn)(call, caller, call.asked, target, answering);
    const refused = inspectHead(call, target, answering);
    if (refused !== null) await refused;
    await respond(call, caller, call.asked, target, answering);
    call.measure(target);
  } catch (error) {
    // The way of a course ends here: nobody judges what its one attempt says about the provider.
    if (call.course !== null) call.runtime.circuits.undecided(target);
    throw error;
  } finally {
    target.routing.state.leave(performance.now());
  }
}
