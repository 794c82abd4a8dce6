import { AppError } from '#lib/core/errors.ts';
import type { UpstreamExchange, UpstreamFailure, UpstreamSink } from '#lib/outbound/index.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';
import { SseSplitter } from '../stream/sse-splitter.ts';
import { waitForCaller } from '../stream/wait-for-caller.ts';
import { cutLists, type IsShown } from './cut-list.ts';

export interface EventRelayOptions {
  readonly isShown: IsShown;
  /** Whether this is the message that the caller waits for; it and what follows are held back until `release`. */
  readonly isAnswer: (data: string) => boolean;
  readonly fromFailure: (failure: UpstreamFailure) => Error;
  /** A message as the caller may have it; throws for one that he may not have. */
  readonly change?: (json: Buffer) => Buffer;
}

/** An event with other data; the fields beside it, such as its id, stay. Line ends in JSON only separate. */
function withData(event: Buffer, data: Buffer): Buffer {
  const lines = event.toString('utf8').split(/\r?\n/);
  const others = lines.filter((line) => line !== '' && !line.startsWith('data:'));
  return Buffer.from([...others, `data: ${data.toString('utf8').replaceAll(/[\r\n]+/g, ' ')}`, '', ''].join('\n'));
}

/**
 * Passes the events of a stream on as they come, byte for byte but for lists that are cut to what the caller may see. The
 * answer to a metered request is held back until it is settled. Stops the server while the caller cannot follow.
 */
export class EventRelay implements UpstreamSink {
  /** Resolves with the data of the answer, or with null where the stream ended without one. */
  readonly answered: Promise<string | null>;
  readonly ended: Promise<void>;
  /** An event had an id, so that the caller can go on with the stream after it ended. */
  isResumable = false;
  readonly #call: GatewayCall;
  readonly #exchange: UpstreamExchange;
  readonly #options: EventRelayOptions;
  readonly #splitter: SseSplitter;
  #held: Buffer[] | null = null;
  #isReleased = false;
  #isOver = false;
  #isPaused = false;
  #resolveAnswer: (data: string | null) => void = () => {};
  #resolveEnd: () => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor(call: GatewayCall, exchange: UpstreamExchange, options: EventRelayOptions) {
    this.#call = call;
    this.#exchange = exchange;
    this.#options = options;
    this.#splitter = new SseSplitter({ event: (...event) => this.#event(...event) }, call.runtime.settings.eventBytesMax);
    this.ended = new Promise((resolve, reject) => {
      this.#resolveEnd = resolve;
      this.#reject = reject;
    });
    this.answered = new Promise((resolve, reject) => {
      this.#resolveAnswer = resolve;
      this.ended.catch(reject);
    });
    // Each is waited for by some callers only.
    this.answered.catch(() => {});
  }

  data(chunk: Buffer): void {
    if (this.#isOver || this.#splitter.push(chunk)) return;
    this.#fail(new AppError('provider_error', { detail: 'An event of the tool server is larger than what is passed on.' }));
    this.#exchange.abort();
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#resolveAnswer(null);
    this.#resolveEnd();
  }

  fail(failure: UpstreamFailure): void {
    this.#fail(this.#options.fromFailure(failure));
  }

  /** Sends what was held back, and from now on everything as it comes. */
  release(): void {
    this.#isReleased = true;
    const held = this.#held ?? [];
    this.#held = null;
    for (const bytes of held) this.#write(bytes);
  }

  #fail(error: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#reject(error);
  }

  #event(source: Buffer, start: number, end: number, data: string | null): boolean {
    const event = source.subarray(start, end);
    if (/(?:^|\n)id:/.test(event.toString('latin1'))) this.isResumable = true;
    if (data === null || data === '') return this.#pass(event);
    const isAnswer = !this.#isReleased && this.#held === null && this.#options.isAnswer(data);
    if (isAnswer) this.#held = [];
    const json = Buffer.from(data);
    try {
      const cut = cutLists(json, this.#options.isShown) ?? json;
      const told = this.#options.change?.(cut) ?? cut;
      this.#pass(told === json ? event : withData(event, told));
      if (isAnswer) this.#resolveAnswer(told === json ? data : told.toString());
      return true;
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
      this.#exchange.abort();
      return true;
    }
  }

  #pass(event: Buffer): boolean {
    if (this.#held === null) this.#write(event);
    // A chunk is only lent.
    else this.#held.push(Buffer.from(event));
    return true;
  }

  #write(bytes: Buffer): void {
    if (this.#call.responder.write(bytes) || this.#isPaused || this.#isOver) return;
    this.#isPaused = true;
    waitForCaller(this.#call, this.#exchange, () => {
      this.#isPaused = false;
      // A server may think as long as the call may last.
      this.#call.deadlines.idleAt = Number.POSITIVE_INFINITY;
      return !this.#isOver;
    });
  }
}
