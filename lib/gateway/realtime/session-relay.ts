import { AppError, toAppError } from '#lib/core/errors.ts';
import type { FrameSocket, SocketEnd, SocketFault } from '#lib/outbound/index.ts';
import type { Caller, GatewayCall } from '../calls/gateway-call.ts';
import { timeoutError } from '../calls/timeout-error.ts';
import { CallerGone } from '../gateway-request.ts';
import { asRecord } from '../json/as-record.ts';
import { FrameLane } from './frame-lane.ts';
import { noteCallerEvent, noteProviderEvent } from './note-event.ts';
import { readRealtimeEvent } from './realtime-event.ts';
import type { SessionMoney } from './session-money.ts';

/** How a session ended that nothing went wrong with on our side. */
export interface SessionClose {
  readonly by: 'caller' | 'provider';
  readonly end: SocketEnd;
}

export interface SessionSides {
  readonly caller: FrameSocket;
  readonly provider: FrameSocket;
}

/** How often it is looked whether the key may still do this, and how often the reserve's record is written anew. */
const lookEveryMs = 1_000;
const renewEveryMs = 300_000;

const providerFaults: Readonly<Record<SocketFault, string>> = {
  lost: 'The provider’s connection broke.',
  malformed: 'The provider sent something that is no WebSocket message.',
  too_large: 'The provider sent a message that is larger than this gateway takes.',
};

/**
 * One session from its opening to its end: messages both ways as they are, each held for before it goes up, each response
 * settled before the caller hears that it is over. Ends once, whatever ends it first.
 */
export class SessionRelay {
  readonly #call: GatewayCall;
  readonly #money: SessionMoney;
  readonly #sides: SessionSides;
  readonly #recheck: () => Caller | Promise<Caller>;
  readonly #up: FrameLane;
  readonly #down: FrameLane;
  #finish: (close: SessionClose | Error) => void = () => {};
  #timer: NodeJS.Timeout | null = null;
  #renewAt = performance.now() + renewEveryMs;
  /** Why nothing more is sent up, once the responses under way are over. */
  #refusal: AppError | null = null;
  #isOver = false;
  #isCallerGone = false;
  #isProviderGone = false;
  #onQuiet: (() => void) | null = null;

  constructor(call: GatewayCall, money: SessionMoney, sides: SessionSides, recheck: () => Caller | Promise<Caller>) {
    this.#call = call;
    this.#money = money;
    this.#sides = sides;
    this.#recheck = recheck;
    this.#up = new FrameLane(
      sides.caller,
      (data, isBinary) => this.#fromCaller(data, isBinary),
      (error) => this.#refuse(error),
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
    noteCallerEvent(this.#money, event, data.length);
    const covering = event?.type === 'response.create' ? this.#money.order(event) : this.#money.reserve();
    const send = () => {
      if (this.#isOver || this.#refusal !== null) return;
      if (!this.#sides.provider.send(data, isBinary)) this.#up.full();
      if (event?.type === 'response.create' || !this.#money.isAnswering) this.#touch();
    };
    return covering === undefined ? send() : covering.then(send);
  }

  #fromProvider(data: Buffer, isBinary: boolean): void | Promise<void> {
    const event = isBinary ? null : readRealtimeEvent(data);
    const noting = event === null ? undefined : noteProviderEvent(this.#money, event, (error) => this.#refuse(error));
    const pass = () => {
      if (!this.#isCallerGone && !this.#sides.caller.send(data, isBinary)) {
        this.#down.full();
        this.#call.deadlines.callerAt = performance.now() + this.#call.runtime.settings.idleMs;
      }
      if (!this.#isOver) this.#touch();
      if (this.#money.isAnswering) return;
      if (this.#refusal !== null) this.#end(this.#refusal);
      this.#onQuiet?.();
    };
    return noting === undefined ? pass() : noting.then(pass);
  }

  /** Both may be silent for long between responses; a provider that is at work may not. */
  #touch(): void {
    const { deadlines, runtime } = this.#call;
    const { idleMs, sessionIdleMs } = runtime.settings;
    deadlines.idleAt = performance.now() + (this.#money.isAnswering ? idleMs : sessionIdleMs);
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
      for (const id of this.#money.runningIds)
        provider.send(Buffer.from(JSON.stringify({ type: 'response.cancel', response_id: id })), false);
      await this.#untilQuiet(this.#call.runtime.settings.sessionFarewellMs);
    }
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
    void this.#lookAgain().catch((error: unknown) => {
      if (asRecord(error)?.code !== 'database_unavailable') this.#refuse(error);
    });
  }

  async #lookAgain(): Promise<void> {
    this.#money.caller = await this.#recheck();
    if (this.#isOver || performance.now() < this.#renewAt) return;
    this.#renewAt = performance.now() + renewEveryMs;
    await this.#money.renew();
  }
}
