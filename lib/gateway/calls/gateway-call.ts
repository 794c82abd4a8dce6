// This file is long because it is one record: each stage writes into it what it found out of a call.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApprovalUse } from '#lib/approvals/approval-desk.ts';
import type { CallCharge } from '#lib/budgets/engine/call-charge.ts';
import type { RedactionPattern } from '#lib/contracts/redaction-patterns.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { UpstreamExchange } from '#lib/outbound/index.ts';
import type { CacheState, CallAttribution, TracedAttempt } from '#lib/usage/usage-event.ts';
import type { AnswerRecording } from '../cache/answer-recording.ts';
import type { CacheUse } from '../cache/cache-use.ts';
import type { AnswerSource } from '../cache/kept-answer.ts';
import type { RunningContent } from '../content/keep-content.ts';
import { CallerGone, type GatewayRequest, type GatewayResponder } from '../gateway-request.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import type { GuardrailTrace } from '../guardrails/guardrail-trace.ts';
import type { OutputGuard } from '../guardrails/output-guard.ts';
import type { OnceClaim } from '../idempotency/once-store.ts';
import type { Course } from '../objects/course.ts';
import type { PolicyTrace } from '../policies/policy-trace.ts';
import type { CallProtection } from '../protection/call-protection.ts';
import type { FilteredStream } from '../protection/filtered-stream.ts';
import type { Ask, CallProtocol, StreamReader } from '../protocols/protocol.ts';
import type { Bound } from '../providers/provider.ts';
import type { ChosenRoute } from '../routing/chosen-route.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import type { Principal, TenantSnapshot } from '../snapshot/snapshot.ts';
import type { RunningCost } from '../stages/running-cost.ts';
import type { Transformed } from '../transformations/transformation-rules.ts';
import type { Asked } from './asked.ts';
import type { AttemptRecord, Delivered, LostAttempt } from './attempt-record.ts';
import type { CallRate } from './call-rate.ts';
import type { Continued } from './continued.ts';
import { type AttemptDeadline, type DeadlineKind, type Deadlines, deadlinesUntil, endAttemptDeadlines } from './deadlines.ts';
import type { RunningCall } from './running-calls.ts';
import type { ThresholdTrace } from './threshold-trace.ts';

export type { Asked };

/** Why a call was ended from our side before its answer was complete. */
export type StopReason = 'caller_left' | 'draining' | 'total';

/** Who calls, and the configuration that applies to him. */
export interface Caller {
  readonly principal: Principal;
  readonly tenant: TenantSnapshot;
  /** A call that the gateway itself makes for another one; nobody could be asked for an approval of it. */
  readonly isOurs?: boolean;
  /** Of the call whose work this one is a part of. */
  readonly attribution?: CallAttribution | null;
  /** What classes of data mean for that call; it holds for what is sent of it elsewhere. */
  readonly data?: CallProtection | null;
}

/**
 * The record of one call as it moves through the stages; each stage writes what it found out. It also is the handle by
 * which a deadline, the caller's leaving or a shutdown ends the call, whatever it waits for at that moment.
 */
export class GatewayCall implements RunningCall {
  previous: RunningCall | null = null;
  next: RunningCall | null = null;
  readonly runtime: GatewayRuntime;
  readonly request: GatewayRequest;
  /** The way back to the caller; through a recording where the answer is to be kept. */
  responder: GatewayResponder;
  /** UUID v7; its millisecond is when the call came. */
  readonly id: string;
  /** The id as callers see it. */
  readonly requestId: string;
  readonly startedAt = performance.now();
  readonly deadlines: Deadlines;

  /** The protocol that the call came in; undefined as long as it is not known, and for questions that are no calls. */
  protocol: CallProtocol | undefined;
  caller: Caller | null = null;
  /** Null before it is known. */
  attribution: CallAttribution | null = null;
  asked: Asked | null = null;
  /** The route that the caller named; null where he named a model. */
  route: ChosenRoute | null = null;
  /** For calls that go to one connection and leave something there. */
  course: Course | null = null;
  /** The targets that were in question, best first; null before they are known. */
  choices: readonly RoutedTarget[] | null = null;
  /** Attempts that gave no answer; null as long as none failed. */
  failed: TracedAttempt[] | null = null;
  target: RoutedTarget | null = null;
  bound: Bound | null = null;
  /** What the call holds of its budgets; null where none applies. */
  charge: CallCharge | null = null;
  /** The body as the caller sent it, where a threshold of a budget may ask for an approval of these very bytes. */
  sentBody: Buffer | null = null;
  /** What thresholds of its budgets did to it; null where they did nothing. */
  thresholds: ThresholdTrace | null = null;
  /** What policies said about it; null where none is about it. */
  policies: PolicyTrace | null = null;
  /** What guardrails found in it; null where they found nothing. */
  guardrails: GuardrailTrace | null = null;
  /** Lets its stream out as guardrails allow; null where none reads it. */
  outputGuard: OutputGuard | null = null;
  /** What classes of data mean for it; null where the organization has none. */
  data: CallProtection | null = null;
  /** What policies take out of its answer; null where they take out nothing. */
  answerRedaction: ReadonlySet<RedactionPattern> | null = null;
  /** Tells its stream without what must not be told; kept where the stream goes on elsewhere. */
  filteredStream: FilteredStream | null = null;
  /** What is remembered of it until it is kept; null where nothing is. */
  content: RunningContent | null = null;
  /** Follows what a stream costs while it runs; null where no budget waits for that. */
  runningCost: RunningCost | null = null;
  /** What the call holds of its rate limits; null where the tenant has none. */
  rate: CallRate | null = null;
  /** The output limit that was set for the caller, because his budgets do not cover more. */
  outputCap: number | null = null;
  attempts = 0;
  /** When the running attempt was sent. */
  attemptStartedAt = 0;
  /** Another target can take the call over, so this one need not be waited for as long as the call may last. */
  hasOtherTarget = false;
  /** A further attempt is left, so what is no content yet is better held back. */
  mayRestart = false;
  /** The caller wants a stream only once it is whole, so that a fault at any point can be answered by another attempt; what is too large flows. */
  isBuffered = false;
  /** How long this attempt may take to its first content. */
  attemptLimitMs = Number.POSITIVE_INFINITY;
  /** The deadline that ended this attempt. */
  timedOut: AttemptDeadline | null = null;
  /** The status by which the provider judged this attempt; null as long as it has not answered. */
  upstreamStatus: number | null = null;
  /** The last attempt that the provider may bill although its answer was given up: what the call is booked as if it fails. */
  abandoned: AttemptRecord | null = null;
  /** All such attempts whose answers nobody got; null as long as there is none. What they may cost is booked beside the one that counts. */
  lost: LostAttempt[] | null = null;
  /** The limits of the call have no room for a further attempt beside what the earlier ones are taken to have used. */
  isLimitShort = false;
  /** What follows the stream of this attempt; null before there is one. */
  reader: StreamReader | null = null;
  continued: Continued | null = null;
  /** Some connection serves the model that was asked for. */
  isModelKnown = false;
  isHeld = false;
  isSettled = false;
  /** The provider may bill for this call although it did not answer completely. */
  mayBeBilled = false;
  /** What was sent of it, in the words of the target that was asked last; null before. */
  sentAsk: Ask | null = null;
  /** The provider's usage object; null while none was seen. */
  rawUsage: unknown = null;
  /** What the provider is known to have produced, for counting where it reports no usage; null as long as nothing was seen. */
  delivered: Delivered | null = null;
  firstTokenMs: number | null = null;
  /** What the cache did for the call; null where none was in play. */
  cacheState: CacheState | null = null;
  savedNanoUsd: NanoUsd = 0n;
  /** What the tenant's rules did to the request; null where none of them acted. */
  transformed: Transformed | null = null;
  /** How the answer is to be kept once it is there; null where it is not. */
  cacheUse: CacheUse | null = null;
  /** Who gave the answer that is told again. */
  keptFrom: AnswerSource | null = null;
  recording: AnswerRecording | null = null;
  /** The Idempotency-Key that the call has claimed and neither completed nor given up. */
  claim: OnceClaim | null = null;
  /** The approval of which the call has taken a use; null where it needs none. */
  approval: ApprovalUse | null = null;
  /** The first-token deadline of this call; callers may move it. */
  firstTokenLimitMs: number;
  /** Null before it is sent. */
  sentStatus: number | null = null;
  stopReason: StopReason | null = null;
  /** Called when a finished stream has kept us waiting long enough. */
  onEndDue: (() => void) | null = null;

  #exchange: Pick<UpstreamExchange, 'abort'> | null = null;
  #interrupt: (() => void) | null = null;

  constructor(runtime: GatewayRuntime, request: GatewayRequest, responder: GatewayResponder) {
    this.runtime = runtime;
    this.request = request;
    this.responder = responder;
    this.id = newUuid(runtime.clock.now());
    this.requestId = toPublicId('request', this.id);
    this.firstTokenLimitMs = runtime.settings.firstTokenMs;
    this.deadlines = deadlinesUntil(this.startedAt + runtime.settings.totalMs);
  }

  /** The answer was there before the call came: nothing was sent to a provider. */
  get isKept(): boolean {
    return this.cacheState === 'hit' || this.cacheState === 'similar' || this.cacheState === 'replay';
  }

  get isListening(): boolean {
    return this.course?.isListening === true;
  }

  elapsedMs(): number {
    return Math.max(0, Math.round(performance.now() - this.startedAt));
  }

  start(status: number, headers: string[]): void {
    this.responder.start(status, headers);
    // Not before: a head that cannot be sent has not gone out.
    this.sentStatus = status;
  }

  /** The exchange to cancel when the call is stopped. */
  attach(exchange: Pick<UpstreamExchange, 'abort'>): void {
    this.#exchange = exchange;
  }

  /** Cancels what still runs upstream; without effect on a finished exchange. */
  cancelUpstream(): void {
    this.#exchange?.abort();
  }

  stop(reason: StopReason): void {
    if (this.stopReason !== null) return;
    this.stopReason = reason;
    this.#interrupt?.();
    this.#exchange?.abort();
  }

  expire(kind: DeadlineKind): void {
    if (kind === 'end') this.onEndDue?.();
    else if (kind === 'first_token' || kind === 'attempt' || kind === 'idle') this.endAttempt(kind);
    else this.stop(kind === 'caller' ? 'caller_left' : kind);
  }

  beginAttempt(target: RoutedTarget, bound: Bound): void {
    this.target = target;
    this.bound = bound;
  }

  /** Forgets what an attempt found out, but for its target: the call goes on without it. */
  clearAttempt(): void {
    this.timedOut = null;
    this.upstreamStatus = null;
    this.mayBeBilled = false;
    this.rawUsage = null;
    this.delivered = null;
    this.reader = null;
    this.runningCost = null;
  }

  /** The provider let a deadline pass: it is hung up on, and the call may go on elsewhere. */
  endAttempt(kind: AttemptDeadline): void {
    endAttemptDeadlines(this.deadlines);
    this.timedOut = kind;
    this.cancelUpstream();
  }

  /** Tells the target how long it took to answer completely. */
  measure({ routing }: RoutedTarget): void {
    const now = performance.now();
    const before = this.attemptStartedAt - this.startedAt;
    // What came before this attempt, rounding aside, is the beginning of a stream that this one only went on with.
    const first = this.firstTokenMs;
    const firstTokenMs = first === null || first + 1 < before ? null : Math.max(0, first - before);
    routing.state.succeeded(now - this.attemptStartedAt, firstTokenMs, now);
  }

  attemptRecord(): AttemptRecord {
    const { target, bound, mayBeBilled, rawUsage, delivered, firstTokenMs, sentAsk } = this;
    return { target, bound, mayBeBilled, rawUsage, delivered, firstTokenMs, sentAsk };
  }

  /** Gives up the answer of the attempt that failed last, which its provider may bill. */
  lose(): void {
    const record = this.attemptRecord();
    this.abandoned = record;
    this.lost ??= [];
    const ranMs = Math.max(0, performance.now() - this.attemptStartedAt);
    this.lost.push({ record, ranMs, tracedAt: (this.failed?.length ?? 0) - 1 });
  }

  /** What the answers that were given up can have cost at most, together; a further attempt is held beside it. */
  get lostBoundNanoUsd(): NanoUsd {
    return this.lost?.at(-1)?.record.bound?.nanoUsd ?? 0n;
  }

  /** Books the call as the attempt that was given up last, where no later one can be billed. */
  settleAsAbandoned(): void {
    const { abandoned, lost } = this;
    if (abandoned === null || this.mayBeBilled) return;
    Object.assign(this, abandoned);
    // Only once: no longer beside the call.
    if (lost?.at(-1)?.record === abandoned) this.lost = lost.slice(0, -1);
  }

  /** Waits for something that is not an exchange, and that a stop cuts short; one that came before gives it up at once. */
  wait<T>(work: Promise<T>, giveUp: () => void = () => {}): Promise<T> {
    if (this.stopReason !== null) {
      // Nobody hears how it ends.
      work.catch(() => {});
      giveUp();
      throw this.stopError();
    }
    return new Promise<T>((resolve, reject) => {
      this.#interrupt = () => {
        reject(this.stopError());
        giveUp();
      };
      work.then(
        (value) => {
          this.#interrupt = null;
          resolve(value);
        },
        (error: unknown) => {
          this.#interrupt = null;
          reject(error);
        },
      );
    });
  }

  /** Lets time pass; a stop cuts it short. */
  async pause(ms: number): Promise<void> {
    if (ms <= 0) return this.throwIfStopped();
    const waking = new AbortController();
    await this.wait(sleep(ms, undefined, { signal: waking.signal }), () => waking.abort());
  }

  throwIfStopped(): void {
    if (this.stopReason !== null) throw this.stopError();
  }

  /** The stop as an error for the caller, or CallerGone when there is none left. */
  stopError(): AppError | CallerGone {
    switch (this.stopReason) {
      case 'draining':
        return new AppError('draining', {
          detail: 'This process is shutting down before the answer was complete. Send the request again.',
        });
      case 'total':
        return new AppError('deadline_exceeded');
      default:
        return new CallerGone('The caller left');
    }
  }
}
