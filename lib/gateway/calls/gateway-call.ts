import { setTimeout as sleep } from 'node:timers/promises';
import type { CallCharge } from '#lib/budgets/engine/call-charge.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import type { UpstreamExchange } from '#lib/outbound/index.ts';
import { CallerGone, type GatewayRequest, type GatewayResponder } from '../gateway-request.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import type { Ask, CallProtocol } from '../protocols/protocol.ts';
import type { Bound, Target } from '../providers/provider.ts';
import type { Principal, TenantSnapshot } from '../snapshot/snapshot.ts';
import { type DeadlineKind, type Deadlines, deadlinesUntil } from './deadlines.ts';
import type { RunningCall } from './running-calls.ts';

/** Why a call was ended from our side before its answer was complete. */
export type StopReason = 'caller_left' | 'draining' | 'total';

/** What one attempt found out; the call carries that of the running one. */
export interface AttemptRecord {
  readonly target: Target | null;
  readonly bound: Bound | null;
  readonly mayBeBilled: boolean;
  readonly rawUsage: unknown;
  readonly delivered: GatewayCall['delivered'];
}

/** Who calls, and the configuration that applies to him. */
export interface Caller {
  readonly principal: Principal;
  readonly tenant: TenantSnapshot;
}

/** What is asked, as read from the request. */
export interface Asked {
  readonly protocol: CallProtocol;
  readonly ask: Ask;
  readonly tags: Readonly<Record<string, string>> | null;
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
  readonly responder: GatewayResponder;
  /** UUID v7; its millisecond is when the call came. */
  readonly id: string;
  /** The id as callers see it. */
  readonly requestId: string;
  readonly startedAt = performance.now();
  readonly deadlines: Deadlines;

  /** The protocol that the call came in; undefined as long as it is not known, and for questions that are no calls. */
  protocol: CallProtocol | undefined;
  caller: Caller | null = null;
  asked: Asked | null = null;
  target: Target | null = null;
  bound: Bound | null = null;
  /** What the call holds of its budgets; null where none applies. */
  charge: CallCharge | null = null;
  /** The output limit that was set for the caller, because his budgets do not cover more. */
  outputCap: number | null = null;
  attempts = 0;
  /** Another target can take the call over, so this one need not be waited for as long as the call may last. */
  hasOtherTarget = false;
  /** A further attempt is left, so what is no content yet is better held back. */
  mayRestart = false;
  /** How long this attempt may take to its first content. */
  attemptLimitMs = Number.POSITIVE_INFINITY;
  /** The deadline that ended this attempt. */
  timedOut: 'first_token' | 'idle' | null = null;
  /** The status by which the provider judged this attempt; null as long as it has not answered. */
  upstreamStatus: number | null = null;
  /** An earlier attempt that the provider may bill although its answer was given up: what the call is booked as if it fails. */
  abandoned: AttemptRecord | null = null;
  /** Some connection serves the model that was asked for. */
  isModelKnown = false;
  isHeld = false;
  isSettled = false;
  /** The provider may bill for this call although it did not answer completely. */
  mayBeBilled = false;
  /** The provider's usage object; null while none was seen. */
  rawUsage: unknown = null;
  /** What the provider is known to have produced, for counting where it reports no usage; null as long as nothing was seen. */
  delivered: (() => { readonly text: string; readonly bytes: number } | null) | null = null;
  firstTokenMs: number | null = null;
  /** The first-token deadline of this call; callers may move it. */
  firstTokenLimitMs: number;
  /** Status already sent to the caller; null before. */
  sentStatus: number | null = null;
  stopReason: StopReason | null = null;
  /** Called when a finished stream has kept us waiting long enough. */
  onEndDue: (() => void) | null = null;

  #exchange: UpstreamExchange | null = null;
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

  elapsedMs(): number {
    return Math.max(0, Math.round(performance.now() - this.startedAt));
  }

  start(status: number, headers: string[]): void {
    this.sentStatus = status;
    this.responder.start(status, headers);
  }

  /** The exchange to cancel when the call is stopped. */
  attach(exchange: UpstreamExchange): void {
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
    else if (kind === 'first_token' || kind === 'idle') this.endAttempt(kind);
    else this.stop(kind === 'caller' ? 'caller_left' : kind);
  }

  beginAttempt(target: Target, bound: Bound): void {
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
  }

  /** The provider let a deadline pass: it is hung up on, and the call may go on elsewhere. */
  endAttempt(kind: 'first_token' | 'idle'): void {
    this.deadlines.firstTokenAt = this.deadlines.idleAt = Number.POSITIVE_INFINITY;
    this.timedOut = kind;
    this.cancelUpstream();
  }

  attemptRecord(): AttemptRecord {
    const { target, bound, mayBeBilled, rawUsage, delivered } = this;
    return { target, bound, mayBeBilled, rawUsage, delivered };
  }

  /** Books the call as that attempt. */
  settleAs(attempt: AttemptRecord): void {
    Object.assign(this, attempt);
  }

  /** Waits for something that is not an exchange, and that a stop cuts short. */
  wait<T>(work: Promise<T>, giveUp: () => void = () => {}): Promise<T> {
    this.throwIfStopped();
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

  /** The deadline that ended the attempt as an error for the caller. */
  timeoutError(): AppError {
    return new AppError('provider_timeout', {
      detail:
        this.timedOut === 'first_token'
          ? `The provider sent no content within ${Math.round(this.attemptLimitMs) / 1000} s.`
          : `The provider fell silent for ${this.runtime.settings.idleMs / 1000} s before its answer was complete.`,
    });
  }
}
