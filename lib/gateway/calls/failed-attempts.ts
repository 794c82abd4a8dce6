import { AppError, type AppErrorOptions } from '#lib/core/errors.ts';
import { CallerGone } from '../gateway-request.ts';
import type { Bound } from '../providers/provider.ts';
import { exchangeOf } from '../providers/shared/exchange-of.ts';
import { coolDownAfter } from '../routing/cool-down-after.ts';
import { decideRetry, type RetryDecision } from '../routing/decide-retry.ts';
import { type FaultKind, faultKind, healthAfter, isFaultOfTarget } from '../routing/fault-kind.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import { endAttemptDeadlines } from './deadlines.ts';
import type { GatewayCall } from './gateway-call.ts';

/** How long the provider asked to wait, as its error passes it on. */
function retryAfterMsOf(error: unknown): number | null {
  const seconds = error instanceof AppError ? Number(error.headers['retry-after'] ?? Number.NaN) : Number.NaN;
  return Number.isFinite(seconds) ? seconds * 1000 : null;
}

/** A target that is silent for so long is held to be broken, by whatever deadline; an operator's is longer. */
const patienceMs = 10_000;

/** That a target could not be asked says less than that it could not hold the request, and that less than what became of one that could. */
const weightOf = (kind: FaultKind): number => (kind === 'not_translated' ? 0 : kind === 'too_long' ? 1 : 2);

/** The provider itself said that it failed, in a stream of which nothing had come: that is an error answer like any other. */
const isToldToHaveFailed = ({ upstreamStatus, rawUsage, delivered }: GatewayCall): boolean =>
  upstreamStatus !== null && upstreamStatus >= 400 && rawUsage === null && (delivered?.() ?? null) === null;

/** Budgets and limits do not cover a further attempt beside what earlier ones may cost. Another target would not change that. */
const isExtensionRefused = ({ lost, upstreamStatus, isLimitShort }: GatewayCall, error: unknown): boolean =>
  lost !== null && upstreamStatus === null && error instanceof AppError && (isLimitShort || error.code === 'budget_exceeded');

/** The same error with something about it told otherwise. */
function toldAs(error: AppError, change: Pick<AppErrorOptions, 'detail' | 'headers'>): AppError {
  const { code, detail, internal, cause, errors, headers, members, provider } = error;
  const optional = { ...(internal === undefined ? {} : { internal }), ...(provider === undefined ? {} : { provider }) };
  return new AppError(code, { detail, cause, errors, members, headers, ...optional, ...change });
}

/** Why a call was refused that had been admitted. */
const besideEarlier = (error: AppError): AppError =>
  toldAs(error, {
    detail: `An earlier attempt of this call gave no answer and may be billed, so a further one has to be covered beside it. ${error.detail}`,
  });

/** The attempts of one call that failed; made when the first one does, so that calls without a fault pay nothing. */
export class FailedAttempts {
  readonly #call: GatewayCall;
  #first: { readonly error: unknown; readonly kind: FaultKind; readonly target: RoutedTarget | null; readonly bound: Bound | null } | null =
    null;
  #lastKind: FaultKind = 'own';
  #count = 0;
  #target: RoutedTarget | null = null;
  #countAtTarget = 0;
  /** Attempts of the call that were sent before the one that failed. */
  #sent = 0;
  /** The shortest wait that a provider asked for. */
  #waitMs: number | null = null;
  /** What earlier attempts may be billed for leaves no room for a further one. */
  #isShort = false;

  constructor(call: GatewayCall) {
    this.#call = call;
  }

  /** Takes in the fault that ended the attempt at `target`, and says what comes after it. */
  add(error: unknown, target: RoutedTarget, targetsLeft: number): RetryDecision {
    const call = this.#call;
    call.cancelUpstream();
    endAttemptDeadlines(call.deadlines);
    this.#count += 1;
    this.#countAtTarget = target === this.#target ? this.#countAtTarget + 1 : 1;
    this.#target = target;
    const kind = call.stopReason === null ? faultKind(error, call.upstreamStatus) : 'own';
    if (this.#first === null || weightOf(kind) > weightOf(this.#first.kind))
      this.#first = { error, kind, target: call.target, bound: call.bound };
    this.#lastKind = kind;
    if (!(error instanceof CallerGone)) this.#trace(error, kind, target);
    const retryAfterMs = retryAfterMsOf(error);
    if (kind === 'rate_limited' && retryAfterMs !== null) this.#waitMs = Math.min(retryAfterMs, this.#waitMs ?? retryAfterMs);
    this.#report(error, target, retryAfterMs);
    this.#isShort = isExtensionRefused(call, error);
    if (this.#isShort) return { act: 'give_up' };
    const decision = decideRetry(
      {
        kind: this.#lastKind,
        retryAfterMs,
        isAnswerBegun: call.sentStatus !== null,
        attempts: this.#count,
        attemptsAtTarget: this.#countAtTarget,
        targetsLeft,
        timeLeftMs: call.deadlines.totalAt - performance.now(),
        retriesMax: target.routing.retriesMax,
        isRetryBudgetSpent: !call.runtime.retries.hasRoom(target),
        random: call.runtime.random(),
      },
      call.runtime.settings,
    );
    if (decision.act === 'same_target') call.runtime.retries.spend(target);
    if (decision.act !== 'give_up') this.#abandon();
    return decision;
  }

  /** Keeps for the event of the call what became of the attempt. */
  #trace(error: unknown, kind: FaultKind, { connection, provider, model }: RoutedTarget): void {
    const call = this.#call;
    const isSent = call.attempts > this.#sent;
    this.#sent = call.attempts;
    call.failed ??= [];
    call.failed.push({
      ...{ connectionId: connection.connectionId, provider: provider.name, model, fault: kind },
      errorCode: error instanceof AppError ? error.code : null,
      httpStatus: isSent ? call.upstreamStatus : null,
      durationMs: isSent ? Math.max(0, Math.round(performance.now() - call.attemptStartedAt)) : null,
    });
  }

  /**
   * What the caller is told when no attempt is left: the fault that began it, and the call is booked under its target. Not
   * so where the last one says more: a verdict on the request, an answer that broke off before his eyes, a stop, or our own
   * failure to record an answer that came.
   */
  verdict(last: unknown): unknown {
    const call = this.#call;
    if (this.#isShort && last instanceof AppError) return besideEarlier(last);
    if (this.#first === null || this.#isLastWord(last)) return last;
    if (!call.mayBeBilled) {
      call.target = this.#first.target;
      call.bound = this.#first.bound;
    }
    return this.#withWait(this.#first.error, this.#first.target);
  }

  /**
   * A rate limit tells the caller when the first of the targets is ready again. That may be another than the one whose words
   * he gets, and what an earlier call was told holds where this one was told nothing.
   */
  #withWait(error: unknown, target: RoutedTarget | null): unknown {
    if (!(error instanceof AppError) || error.code !== 'provider_rate_limited') return error;
    const cooling = target === null ? 0 : this.#call.runtime.circuits.readyInMs(target);
    const waitMs = this.#waitMs ?? cooling;
    if (waitMs === 0 || waitMs === retryAfterMsOf(error)) return error;
    return toldAs(error, { headers: { ...error.headers, 'retry-after': String(Math.ceil(waitMs / 1000)) } });
  }

  /** An answer that began to come, or that a provider was at work on, may be billed although nobody gets it. */
  #abandon(): void {
    const call = this.#call;
    if (call.mayBeBilled && !isToldToHaveFailed(call)) call.lose();
    call.clearAttempt();
    // Nobody saw what came: the next attempt has its own first content, its own limits, and its own time for both.
    call.firstTokenMs = null;
    call.outputCap = null;
  }

  #isLastWord(last: unknown): boolean {
    const { sentStatus, stopReason, upstreamStatus } = this.#call;
    if (sentStatus !== null || stopReason !== null || !(last instanceof AppError)) return true;
    return this.#lastKind === 'request' || this.#lastKind === 'too_long' || (this.#lastKind === 'own' && upstreamStatus !== null);
  }

  /**
   * A caller in a hurry finds every target slow, and so does a route with little patience; that must not turn the others away
   * from it.
   */
  #isHurried({ routing }: RoutedTarget): boolean {
    const { runtime, startedAt, deadlines, attemptStartedAt, timedOut, firstTokenMs } = this.#call;
    if (deadlines.totalAt < startedAt + runtime.settings.totalMs) return true;
    if (routing.times === null) return false;
    return performance.now() - attemptStartedAt < patienceMs || (timedOut === 'attempt' && firstTokenMs !== null);
  }

  #report(error: unknown, target: RoutedTarget, retryAfterMs: number | null): void {
    const { runtime, requestId } = this.#call;
    const health = healthAfter(this.#lastKind);
    const isHurried = this.#lastKind === 'silent' && this.#isHurried(target);
    if (health === 'sound') runtime.circuits.succeeded(target);
    else if (health === 'broken' && !isHurried) runtime.circuits.failed(target);
    // A call that got no place was no attempt: the probe that may be under way is another's.
    else if (this.#lastKind !== 'busy') runtime.circuits.undecided(target);
    if (error instanceof AppError && isFaultOfTarget(this.#lastKind)) {
      const hasUnseenState = this.#call.asked?.ask.size.hasUnseenState === true;
      const request = { hasUnseenState, hasToken: exchangeOf(target) !== undefined };
      const coolDownMs = coolDownAfter(error, this.#lastKind, retryAfterMs, request, runtime.settings);
      if (coolDownMs > 0) runtime.circuits.coolDown(target, coolDownMs, error.code);
      const now = performance.now();
      const elapsedMs = health === 'broken' && !isHurried ? now - this.#call.attemptStartedAt : null;
      target.routing.state.failed({ kind: this.#lastKind, code: error.code, elapsedMs, atMs: runtime.clock.now() }, now);
    }
    if (error instanceof CallerGone) return;
    runtime.metrics.failedAttempts += 1;
    runtime.logger.debug({ request_id: requestId, target: target.label, kind: this.#lastKind, err: error }, 'An attempt failed');
  }
}
