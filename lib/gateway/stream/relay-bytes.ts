import type { UpstreamExchange, UpstreamFailure, UpstreamSink } from '#lib/outbound/index.ts';
import { endAttemptDeadlines } from '../calls/deadlines.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';
import { waitForCaller } from './wait-for-caller.ts';

/** Looks on while bytes pass; it may not keep them waiting. */
export type ByteObserver = (chunk: Buffer) => void;

/** What a relay of bytes is told. */
export interface ByteRelayOptions {
  readonly fromFailure: (failure: UpstreamFailure) => Error;
  /** Sends the head; called once, when the first bytes are there. */
  readonly start: () => void;
  readonly observe: ByteObserver;
  /** What goes out in the place of a chunk, nothing at times; what it throws ends the call. */
  readonly change?: (chunk: Buffer) => Buffer;
}

const nothing = Buffer.alloc(0);

/**
 * Passes bytes on as they come, always one chunk behind, so that the last one is still ours to send when all have come.
 * Stops the provider while the caller cannot follow.
 */
class ByteRelay implements UpstreamSink {
  readonly #call: GatewayCall;
  readonly #exchange: UpstreamExchange;
  readonly #options: ByteRelayOptions;
  readonly #resolve: (last: Buffer) => void;
  readonly #reject: (error: Error) => void;
  #waiting: Buffer | null = null;
  #isOver = false;
  #isPaused = false;

  constructor(
    call: GatewayCall,
    exchange: UpstreamExchange,
    options: ByteRelayOptions,
    resolve: (last: Buffer) => void,
    reject: (error: Error) => void,
  ) {
    this.#call = call;
    this.#exchange = exchange;
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  data(chunk: Buffer): void {
    if (this.#isOver) return;
    const call = this.#call;
    const waiting = this.#waiting;
    call.deadlines.idleAt = performance.now() + call.runtime.settings.idleMs;
    this.#options.observe(chunk);
    if (call.runningCost !== null) call.runningCost.passed(chunk.length);
    const passed = this.#changed(chunk);
    if (passed === null || passed.length === 0) return;
    this.#waiting = passed;
    if (call.firstTokenMs === null) {
      call.firstTokenMs = call.elapsedMs();
      call.deadlines.firstTokenAt = Number.POSITIVE_INFINITY;
    }
    if (waiting === null) return;
    if (call.sentStatus === null) this.#options.start();
    if (!call.responder.write(waiting) && !this.#isPaused) this.#pause();
  }

  end(): void {
    if (this.#close()) this.#resolve(this.#waiting ?? nothing);
  }

  fail(failure: UpstreamFailure): void {
    if (!this.#close()) return;
    // What arrived is the caller's, so that he sees how far it came.
    if (this.#call.sentStatus !== null && this.#waiting !== null) this.#call.responder.write(this.#waiting);
    this.#reject(this.#options.fromFailure(failure));
  }

  /** Null where it may not go out, and the call has ended for that. */
  #changed(chunk: Buffer): Buffer | null {
    const { change } = this.#options;
    if (change === undefined) return chunk;
    try {
      return change(chunk);
    } catch (error) {
      this.#close();
      this.#reject(error instanceof Error ? error : new Error(String(error)));
      this.#exchange.abort();
      return null;
    }
  }

  #pause(): void {
    this.#isPaused = true;
    waitForCaller(this.#call, this.#exchange, () => {
      this.#isPaused = false;
      return !this.#isOver;
    });
  }

  #close(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    const { deadlines } = this.#call;
    endAttemptDeadlines(deadlines);
    return true;
  }
}

/** Relays an answer of plain bytes; resolves to its last chunk, which is not sent yet, and rejects with the error that ends the call. */
export function relayBytes(call: GatewayCall, exchange: UpstreamExchange, options: ByteRelayOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    exchange.read(new ByteRelay(call, exchange, options, resolve, reject));
  });
}
