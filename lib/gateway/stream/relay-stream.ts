import { AppError } from '#lib/core/errors.ts';
import type { UpstreamExchange, UpstreamFailure, UpstreamSink } from '#lib/outbound/index.ts';
import { endAttemptDeadlines } from '../calls/deadlines.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';
import type { EventTeller, StreamReader } from '../protocols/protocol.ts';
import { SseSplitter, type SseVisitor } from './sse-splitter.ts';
import { waitForCaller } from './wait-for-caller.ts';

/** Settles what an exchange that failed means for the caller. */
export interface RelayErrors {
  fromFailure(failure: UpstreamFailure): Error;
  /** The provider's own error event. */
  fromEvent(error: unknown): Error;
}

/** How long a provider may take to close an exchange whose stream has said that it is complete. */
const closingMs = 1_000;

/**
 * Passes a provider's stream on to the caller, as the bytes it came in: what arrives whole is never copied. It sees every
 * event once, leaves out malformed ones and those that are ours alone, stops the provider while the caller cannot
 * follow, and resolves when the stream is complete but for its last event, which is the gateway's to send. While the call
 * could be restarted, nothing goes out before there is content; where the caller wants it buffered, nothing before it is whole.
 */
class StreamRelay implements UpstreamSink, SseVisitor {
  readonly #call: GatewayCall;
  readonly #exchange: UpstreamExchange;
  readonly #reader: StreamReader;
  /** Tells the events in the caller's protocol; null where they pass as they are. */
  readonly #translator: EventTeller | null;
  readonly #errors: RelayErrors;
  readonly #start: () => void;
  readonly #resolve: (lastEvent: Buffer | null) => void;
  readonly #reject: (error: Error) => void;
  readonly #splitter: SseSplitter;
  #isOver = false;
  /** Content has come. */
  #hasBegun = false;
  #isPaused = false;
  /** Bytes of `#source` that may be forwarded and have not been. */
  #source: Buffer | null = null;
  #from = 0;
  #to = 0;
  /** What came before the first content; null where nothing is held back. */
  #held: Buffer[] | null = null;
  #heldBytes = 0;

  constructor(
    call: GatewayCall,
    exchange: UpstreamExchange,
    reader: StreamReader,
    translator: EventTeller | null,
    errors: RelayErrors,
    start: () => void,
    resolve: (lastEvent: Buffer | null) => void,
    reject: (error: Error) => void,
  ) {
    this.#call = call;
    this.#exchange = exchange;
    this.#reader = reader;
    this.#translator = translator;
    this.#errors = errors;
    this.#start = start;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#splitter = new SseSplitter(this, call.runtime.settings.eventBytesMax);
    call.onEndDue = () => this.#complete();
  }

  data(chunk: Buffer): void {
    if (this.#isOver) return;
    const { deadlines, runtime } = this.#call;
    deadlines.idleAt = performance.now() + runtime.settings.idleMs;
    const isFollowed = this.#splitter.push(chunk);
    this.#flush();
    const { runningCost } = this.#call;
    if (runningCost !== null) runningCost.passed(chunk.length);
    if (!isFollowed) this.#break(new AppError('stream_interrupted', { detail: 'The provider sent an event that is too large to follow.' }));
    if (!this.#isOver && this.#reader.isFinished) this.#awaitEnd();
  }

  end(): void {
    if (this.#isOver) return;
    // Without [DONE] the reasons to stop decide: a stream that gave them is complete, another was cut.
    if (this.#reader.isFinished) this.#complete();
    else this.#break(new AppError('stream_interrupted', { detail: 'The provider ended the stream before the answer was complete.' }));
  }

  fail(failure: UpstreamFailure): void {
    if (this.#isOver) return;
    if (this.#reader.isFinished && this.#call.stopReason === null) this.#complete();
    else this.#break(this.#errors.fromFailure(failure));
  }

  event(source: Buffer, start: number, end: number, data: string | null): boolean {
    const verdict = data === null ? 'forward' : this.#reader.accept(data);
    if (!this.#hasBegun && this.#reader.hasContent) this.#markFirstToken();
    switch (verdict) {
      case 'forward':
        if (this.#translator !== null) return this.#tell(this.#translator, data);
        this.#forward(source, start, end);
        return true;
      case 'withhold':
        // What is not the caller's to see as it came may still have to be told in his protocol.
        return this.#translator === null || this.#translator.passesWithheld === false || this.#tell(this.#translator, data);
      case 'malformed':
        this.#call.runtime.metrics.malformedEvents += 1;
        return true;
      case 'error':
        this.#flush();
        this.#break(this.#errors.fromEvent(this.#reader.error));
        return false;
      case 'end':
        this.#flush();
        this.#complete(source.subarray(start, end));
        return false;
    }
  }

  /** Forwards what an event is in the caller's protocol. Comments have no data and are not passed on. */
  #tell(translator: EventTeller, data: string | null): boolean {
    if (data === null) return true;
    try {
      const bytes = translator.accept(data);
      if (bytes.length > 0) this.#forward(bytes, 0, bytes.length);
      return true;
    } catch (error) {
      this.#flush();
      this.#break(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
  }

  #markFirstToken(): void {
    this.#hasBegun = true;
    this.#call.firstTokenMs ??= this.#call.elapsedMs();
    this.#call.deadlines.firstTokenAt = Number.POSITIVE_INFINITY;
  }

  /** Adds an event to the run of bytes that goes out in one write. */
  #forward(source: Buffer, start: number, end: number): void {
    if (this.#source === source && this.#to === start) {
      this.#to = end;
      return;
    }
    this.#flush();
    this.#source = source;
    this.#from = start;
    this.#to = end;
  }

  #flush(): void {
    const source = this.#source;
    if (source === null) return;
    this.#source = null;
    const isWhole = this.#from === 0 && this.#to === source.length;
    const bytes = isWhole ? source : source.subarray(this.#from, this.#to);
    if (this.#call.sentStatus === null) {
      if (this.#isHeldBack(bytes)) return;
      this.#start();
      this.#release();
    }
    this.#write(bytes);
  }

  #write(bytes: Buffer): void {
    const hasRoom = this.#call.responder.write(bytes);
    if (!hasRoom && !this.#isPaused) this.#pause();
  }

  #isHeldBack(bytes: Buffer): boolean {
    const { mayRestart, isBuffered, runtime } = this.#call;
    if (!isBuffered && (!mayRestart || this.#reader.hasContent || this.#reader.isFinished)) return false;
    const { settings, metrics } = runtime;
    if (this.#heldBytes + bytes.length > (isBuffered ? settings.bufferedBytesMax : settings.heldBackBytesMax)) return false;
    if (isBuffered) {
      if (metrics.bufferedBytes + bytes.length > settings.bufferedBytesMaxInAll) return false;
      metrics.bufferedBytes += bytes.length;
    }
    this.#held ??= [];
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    return true;
  }

  #release(): void {
    const held = this.#letGo();
    if (held !== null) for (const bytes of held) this.#write(bytes);
  }

  /** What was held back, which is not any more. */
  #letGo(): readonly Buffer[] | null {
    const held = this.#held;
    if (held !== null && this.#call.isBuffered) this.#call.runtime.metrics.bufferedBytes -= this.#heldBytes;
    this.#held = null;
    this.#heldBytes = 0;
    return held;
  }

  #pause(): void {
    this.#isPaused = true;
    waitForCaller(this.#call, this.#exchange, () => {
      this.#isPaused = false;
      return !this.#isOver;
    });
  }

  /** All has been said; only usage or [DONE] may be missing, and they are not worth a long wait. */
  #awaitEnd(): void {
    const { deadlines, runtime } = this.#call;
    const graceMs = this.#reader.usage === null ? runtime.settings.streamEndMs : Math.min(250, runtime.settings.streamEndMs);
    deadlines.endAt = Math.min(deadlines.endAt, performance.now() + graceMs);
  }

  #complete(lastEvent: Buffer | null = null): void {
    if (!this.#close()) return;
    if (this.#held !== null) {
      this.#start();
      this.#release();
    }
    this.#resolve(lastEvent);
    // Read to its end the connection can be used again; a provider that does not end it loses it.
    setTimeout(() => this.#exchange.abort(), closingMs).unref();
  }

  #break(error: Error): void {
    if (!this.#close()) return;
    this.#letGo();
    this.#reject(error);
    this.#exchange.abort();
  }

  #close(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#call.onEndDue = null;
    this.#call.rawUsage = this.#reader.usage;
    const { deadlines } = this.#call;
    deadlines.endAt = Number.POSITIVE_INFINITY;
    endAttemptDeadlines(deadlines);
    return true;
  }
}

/** Relays a stream; resolves when it is complete, with the last event if it came (it is held back), rejects with the error that the caller is to see. `start` sends the head, once there is something to send. */
export function relayStream(
  call: GatewayCall,
  exchange: UpstreamExchange,
  reader: StreamReader,
  translator: EventTeller | null,
  errors: RelayErrors,
  start: () => void,
): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    exchange.read(new StreamRelay(call, exchange, reader, translator, errors, start, resolve, reject));
  });
}
