import { AppError, type ErrorCode, toAppError } from '#lib/core/errors.ts';
import type { SocketEnd } from '#lib/outbound/index.ts';
import type { Caller, GatewayCall } from '../calls/gateway-call.ts';
import { timeoutError } from '../calls/timeout-error.ts';
import { CallerGone } from '../gateway-request.ts';
import { asRecord } from '../json/as-record.ts';
import { FrameLane } from './frame-lane.ts';
import { noteCallerEvent, noteProviderEvent } from './note-event.ts';
import { type RealtimeEvent, readRealtimeEvent } from './realtime-event.ts';
import { providerFaults, type SessionClose, type SessionSides } from './session-close.ts';
import type { SessionGuard } from './session-guard.ts';
import type { SessionMoney } from './session-money.ts';
import { untilDealtWith } from './until-dealt-with.ts';

/** How often it is looked whether the key may still do this. */
const lookEveryMs = 1_000;

/** Refusals of one message that do not end the session. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['rate_limited', 'rate_limit_store_unavailable']);

/**
 * One session from its opening to its end: messages both ways as they are, each held for before it goes up, each response
 * settled before the caller hears that it is over. Ends once, whatever ends it first.
 */
export class SessionRelay {
  readonly #call: GatewayCall;
  readonly #money: SessionMoney;
  readonly #sides: SessionSides;
  readonly #recheck: () => Caller | Promise<Caller>;
  /** Looks at what is said; null where nobody does. */
  readonly #guard: SessionGuard | null;
  readonly #up: FrameLane;
  readonly #down: FrameLane;
  #finish: (close: SessionClose | Error) => void = () => {};
  #timer: NodeJS.Timeout | null = null;
  #renewAt: number;
  /** Why nothing more is sent up, once the responses under way are over. */
  #refusal: AppError | null = null;
  #isOver = false;
  #isCallerGone = false;
  #isProviderGone = false;
  #onQuiet: (() => void) | null = null;
  #looking: Promise<void> | null = null;
  readonly #otherWork = () => this.#looking;
  readonly #cancelled = new Set<string>();

  constructor(
    call: GatewayCall,
    money: SessionMoney,
    sides: SessionSides,
    recheck: () => Caller | Promise<Caller>,
    guard: SessionGuard | null,
  ) {
    this.#call = call;
    this.#money = money;
    this.#sides = sides;
    this.#recheck = recheck;
    this.#guard = guard;
    this.#renewAt = performance.now() + call.runtime.settings.sessionRenewMs;
    this.#up = new FrameLane(
      sides.caller,
      (data, isBinary) => this.#fromCaller(data, isBinary),
      (error) => this.#decline(error),
    );
    this.#down = new FrameLane(
      sides.provider,
      (data, isBinary) => this.#fromProvider(data, isBinary),
      (error) => this.#end(toAppError(error)),
    );
  }

  /** Resolves when one of the two has said goodbye, and rejects with what else ended the session; the caller's side is still open then. */
  run(): Promise<SessionClose> {
    const { caller, provider } = this.#sides;
    return new Promise((resolve, reject) => {
      this.#finish = (close) => (close instanceof Error ? reject(close) : resolve(close));
      this.#call.attach({ abort: () => this.#abort() });
      this.#timer = setInterval(() => this.#look(), lookEveryMs).unref();
      this.#touch();
      provider.read({
        message: (data, isBinary) => this.#down.push(data, isBinary),
        ping: (data) => caller.ping(data),
        pong: (data) => caller.pong(data),
        drained: () => this.#up.drained(),
        closed: (end) => this.#providerClosed(end),
      });
      caller.read({
        message: (data, isBinary) => this.#up.push(data, isBinary),
        ping: (data) => provider.ping(data),
        pong: (data) => provider.pong(data),
        drained: () => {
          this.#call.deadlines.callerAt = Number.POSITIVE_INFINITY;
          this.#down.drained();
        },
        closed: (end) => this.#callerClosed(end),
      });
      if (this.#call.stopReason !== null) this.#abort();
    });
  }

  #fromCaller(data: Buffer, isBinary: boolean): void | Promise<void> {
    if (this.#isOver || this.#refusal !== null) return;
    const event = isBinary ? null : readRealtimeEvent(data);
    const objection = event === null ? undefined : this.#objectionTo(event);
    if (objection !== undefined) {
      this.#object(objection);
      return;
    }
    const guard = this.#guard;
    if (guard === null) return this.#forward(event, data, isBinary);
    return guard.objectionTo(this.#money.caller, event, data).then((refused) => {
      if (refused === undefined) return this.#forward(event, data, isBinary);
      this.#object(refused);
    });
  }

  /** Sends a message of the caller's up, once what it can cost is held. */
  #forward(event: RealtimeEvent | null, data: Buffer, isBinary: boolean): void | Promise<void> {
    noteCallerEvent(this.#money, event, data.length);
    const covering = event?.type === 'response.create' ? this.#money.order(event) : this.#money.reserve();
    const send = () => {
      if (this.#isOver || this.#refusal !== null) return;
      if (!this.#sides.provider.send(data, isBinary)) this.#up.full();
      if (event?.type === 'response.create' || !this.#money.isAnswering) this.#touch();
    };
    return covering === undefined ? send() : covering.then(send);
  }

  /** What the key may not ask for inside a session. */
  #objectionTo({ type, fields }: RealtimeEvent): AppError | undefined {
    const settings = type === 'session.update' ? asRecord(fields.session) : undefined;
    return settings === undefined ? undefined : this.#money.transcriptions.objection(this.#money.caller, settings);
  }

  /** Refuses one message and goes on, as the provider does with what it does not take. */
  #object(error: AppError): void {
    const event = this.#call.protocol?.renderErrorEvent(error, this.#call.requestId);
    if (event !== undefined) this.#sides.caller.send(event, false);
  }

  #fromProvider(data: Buffer, isBinary: boolean): void | Promise<void> {
    const event = isBinary || this.#money.isClosed ? null : readRealtimeEvent(data);
    const decline = (error: unknown, id?: string) => this.#decline(error, id);
    const cut = (error: AppError, id: string) => {
      this.#object(error);
      this.#cancel(id);
    };
    const noting = event === null ? undefined : noteProviderEvent(this.#money, event, decline, cut);
    const pass = () => {
      if (this.#guard?.readsAnswers !== true) this.#sendDown(data, isBinary);
      else this.#sendGuarded(this.#guard, isBinary ? null : readRealtimeEvent(data));
      if (this.#isOver) this.#cancelRunning();
      else this.#touch();
      if (this.#money.isAnswering) return;
      if (this.#refusal !== null) this.#end(this.#refusal);
      this.#onQuiet?.();
    };
    return noting === undefined ? pass() : noting.then(pass);
  }

  #sendDown(data: Buffer, isBinary: boolean): void {
    if (this.#isCallerGone || this.#sides.caller.send(data, isBinary)) return;
    this.#down.full();
    this.#call.deadlines.callerAt = performance.now() + this.#call.runtime.settings.idleMs;
  }

  /** Tells an event as it may be told; what is none is not passed on, because nobody could look at it. */
  #sendGuarded(guard: SessionGuard, event: RealtimeEvent | null): void {
    if (event === null) return;
    const { events, blocked } = guard.tell(event);
    for (const one of events) this.#sendDown(Buffer.from(JSON.stringify(one)), false);
    if (blocked === null) return;
    this.#object(blocked.error);
    if (blocked.responseId !== null && event.type !== 'response.done') this.#cancel(blocked.responseId);
  }

  /** Both may be silent for long between responses; a provider that is at work may not. */
  #touch(): void {
    const { deadlines, runtime } = this.#call;
    const { idleMs, sessionIdleMs } = runtime.settings;
    deadlines.idleAt = performance.now() + (this.#money.isAnswering ? idleMs : sessionIdleMs);
  }

  /** Something was not admitted. Where that passes, as rates do, the caller is told and goes on; a response that runs all the same is broken off. */
  #decline(thrown: unknown, runningId?: string): void {
    const error = toAppError(thrown);
    if (!passing.has(error.code)) {
      this.#refuse(error);
      return;
    }
    this.#object(error);
    if (runningId !== undefined) this.#cancel(runningId);
  }

  #cancelRunning(): void {
    for (const id of this.#money.runningIds) this.#cancel(id);
  }

  #cancel(id: string): void {
    if (this.#cancelled.has(id)) return;
    this.#cancelled.add(id);
    this.#sides.provider.send(Buffer.from(JSON.stringify({ type: 'response.cancel', response_id: id })), false);
  }

  /** Nothing more goes up; what is under way may end first, as it is paid for. */
  #refuse(thrown: unknown): void {
    if (this.#isOver || this.#refusal !== null) return;
    this.#refusal = toAppError(thrown);
    if (!this.#money.isAnswering) this.#end(this.#refusal);
  }

  /** A deadline, a shutdown. */
  #abort(): void {
    const { stopReason, timedOut, runtime } = this.#call;
    if (stopReason !== null) this.#end(this.#call.stopError());
    else if (timedOut !== null && this.#money.isAnswering) this.#end(timeoutError(this.#call));
    else if (timedOut !== null) {
      const detail = `Nothing was said for ${runtime.settings.sessionIdleMs / 1_000} s. Open another session.`;
      this.#end(new AppError('deadline_exceeded', { detail }));
    }
  }

  #callerClosed(end: SocketEnd): void {
    this.#isCallerGone = true;
    // What waits for room at his end need not wait any more.
    this.#down.drained();
    if (end.fault === 'too_large' || end.fault === 'malformed') {
      this.#end(new AppError(end.fault === 'too_large' ? 'body_too_large' : 'invalid_request', { detail: `A message was ${end.fault}.` }));
    } else this.#end({ by: 'caller', end });
  }

  #providerClosed(end: SocketEnd): void {
    this.#isProviderGone = true;
    this.#onQuiet?.();
    if (end.fault === null) this.#end({ by: 'provider', end });
    else this.#end(new AppError('provider_error', { detail: providerFaults[end.fault] }));
  }

  #end(close: SessionClose | Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#call.deadlines.idleAt = this.#call.deadlines.callerAt = Number.POSITIVE_INFINITY;
    void this.#sayGoodbye(close).then(
      () => this.#finish(close),
      (error: unknown) => this.#finish(toAppError(error)),
    );
  }

  /** Breaks off what is under way, waits a moment for its count, settles it, and closes the provider's side. */
  async #sayGoodbye(close: SessionClose | Error): Promise<void> {
    const { stopReason } = this.#call;
    const isCallerGone = close instanceof CallerGone || (!(close instanceof Error) && close.by === 'caller');
    const status = isCallerGone ? 'cancelled' : stopReason === 'draining' ? 'interrupted' : 'failed';
    const { provider } = this.#sides;
    if (!this.#isProviderGone && this.#money.isAnswering) {
      this.#money.breakOffAs(status);
      this.#cancelRunning();
      await this.#untilQuiet(this.#call.runtime.settings.sessionFarewellMs);
    }
    // What is being held or settled comes first, so that nothing is left over.
    await untilDealtWith([this.#up, this.#down], this.#otherWork, this.#money);
    try {
      const errorCode = close instanceof AppError ? close.code : isCallerGone ? null : 'stream_interrupted';
      await this.#money.close(status, errorCode);
    } finally {
      if (close instanceof Error || close.by === 'provider') provider.close(1000, '');
      else provider.close(close.end.code, close.end.reason);
    }
  }

  #untilQuiet(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#onQuiet = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Each second: a key that was taken back ends the session, as soon as nothing is under way. */
  #look(): void {
    this.#looking ??= this.#lookAgain()
      .catch((error: unknown) => {
        if (asRecord(error)?.code !== 'database_unavailable') this.#refuse(error);
      })
      .finally(() => {
        this.#looking = null;
      });
  }

  async #lookAgain(): Promise<void> {
    this.#money.caller = await this.#recheck();
    if (this.#isOver || performance.now() < this.#renewAt) return;
    this.#renewAt = performance.now() + this.#call.runtime.settings.sessionRenewMs;
    await this.#money.renew();
  }
}
