import { AppError } from '#lib/core/errors.ts';
import { CallerGone } from '../gateway-request.ts';
import type { Bound } from '../providers/provider.ts';
import { decideRetry, type RetryDecision } from '../routing/decide-retry.ts';
import { type FaultKind, faultKind, healthAfter, isFaultOfTarget } from '../routing/fault-kind.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import type { GatewayCall } from './gateway-call.ts';

/** How long the provider asked to wait, as its error passes it on. */
function retryAfterMsOf(error: unknown): number | null {
  const seconds = error instanceof AppError ? Number(error.headers['retry-after'] ?? Number.NaN) : Number.NaN;
  return Number.isFinite(seconds) ? seconds * 1000 : null;
}

/** The attempts of one call that failed; made when the first one does, so that calls without a fault pay nothing. */
export class FailedAttempts {
  readonly #call: GatewayCall;
  #first: { readonly error: unknown; readonly kind: FaultKind; readonly target: RoutedTarget | null; readonly bound: Bound | null } | null =
    null;
  #lastKind: FaultKind = 'own';
  #count = 0;
  #target: RoutedTarget | null = null;
  #countAtTarget = 0;

  constructor(call: GatewayCall) {
    this.#call = call;
  }

  /** Takes in the fault that ended the attempt at `target`, and says what comes after it. */
  add(error: unknown, target: RoutedTarget, targetsLeft: number): RetryDecision {
    const call = this.#call;
    call.cancelUpstream();
    call.deadlines.firstTokenAt = call.deadlines.idleAt = Number.POSITIVE_INFINITY;
    this.#count += 1;
    this.#countAtTarget = target === this.#target ? this.#countAtTarget + 1 : 1;
    this.#target = target;
    const kind = call.stopReason === null ? faultKind(error, call.upstreamStatus) : 'own';
    // That some target could not be asked says less than what became of one that was.
    const saysLittle = this.#first?.kind === 'not_translated' && kind !== 'not_translated';
    if (this.#first === null || saysLittle) this.#first = { error, kind, target: call.target, bound: call.bound };
    this.#lastKind = kind;
    this.#report(error, target);
    const decision = decideRetry(
      {
        kind: this.#lastKind,
        retryAfterMs: retryAfterMsOf(error),
        isAnswerBegun: call.sentStatus !== null,
        attempts: this.#count,
        attemptsAtTarget: this.#countAtTarget,
        targetsLeft,
        timeLeftMs: call.deadlines.totalAt - performance.now(),
        isRetryBudgetSpent: !call.runtime.retries.hasRoom(target),
        random: call.runtime.random(),
      },
      call.runtime.settings,
    );
    if (decision.act === 'same_target') call.runtime.retries.spend(target);
    if (decision.act !== 'give_up') this.#abandon();
    return decision;
  }

  /**
   * What the caller is told when no attempt is left: the fault that began it, and the call is booked under its target. Not
   * so where the last one says more: a verdict on the request, an answer that broke off before his eyes, a stop, or our own
   * failure to record an answer that came.
   */
  verdict(last: unknown): unknown {
    const call = this.#call;
    if (this.#first === null || this.#isLastWord(last)) return last;
    if (!call.mayBeBilled) {
      call.target = this.#first.target;
      call.bound = this.#first.bound;
    }
    return this.#first.error;
  }

  /**
   * A stream that is restarted has produced nothing and costs nothing, unless it was held back on demand; another answer may
   * have cost all of itself.
   */
  #abandon(): void {
    const call = this.#call;
    const hasProduced = call.asked?.ask.streamed === false || (call.isBuffered && (call.delivered?.() ?? null) !== null);
    if (call.mayBeBilled && hasProduced) call.abandoned = call.attemptRecord();
    call.clearAttempt();
    // Nobody saw what came: the next attempt has its own first content, its own limits, and its own time for both.
    call.firstTokenMs = null;
    call.outputCap = null;
  }

  #isLastWord(last: unknown): boolean {
    const { sentStatus, stopReason, upstreamStatus } = this.#call;
    if (sentStatus !== null || stopReason !== null || !(last instanceof AppError)) return true;
    return this.#lastKind === 'request' || (this.#lastKind === 'own' && upstreamStatus !== null);
  }

  #report(error: unknown, target: RoutedTarget): void {
    const { runtime, requestId, startedAt, deadlines } = this.#call;
    const health = healthAfter(this.#lastKind);
    // A caller in a hurry finds every target slow; that must not turn the others away from it.
    const isHurried = this.#lastKind === 'silent' && deadlines.totalAt < startedAt + runtime.settings.totalMs;
    if (health === 'sound') runtime.circuits.succeeded(target);
    else if (health === 'broken' && !isHurried) runtime.circuits.failed(target);
    // A call that got no place was no attempt: the probe that may be under way is another's.
    else if (this.#lastKind !== 'busy') runtime.circuits.undecided(target);
    if (error instanceof AppError && isFaultOfTarget(this.#lastKind)) {
      const now = performance.now();
      const elapsedMs = health === 'broken' && !isHurried ? now - this.#call.attemptStartedAt : null;
      target.routing.state.failed({ kind: this.#lastKind, code: error.code, elapsedMs, atMs: runtime.clock.now() }, now);
    }
    if (error instanceof CallerGone) return;
    runtime.metrics.failedAttempts += 1;
    runtime.logger.debug({ request_id: requestId, target: target.label, kind: this.#lastKind, err: error }, 'An attempt failed');
  }
}
