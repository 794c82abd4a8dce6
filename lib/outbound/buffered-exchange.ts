import { type UpstreamExchange, UpstreamFailure, type UpstreamHead, type UpstreamSink } from './upstream-exchange.ts';

/**
 * The half of an exchange that all transports share: it keeps what arrives between the head and the call of `read`,
 * delivers the end exactly once, and turns an early `abort` into a failure at once, even while the connection is still
 * being made.
 */
export abstract class BufferedExchange implements UpstreamExchange {
  readonly head: Promise<UpstreamHead>;
  #resolveHead: (head: UpstreamHead) => void = () => {};
  #rejectHead: (failure: UpstreamFailure) => void = () => {};
  #sink: UpstreamSink | null = null;
  #early: Buffer[] = [];
  #ended = false;
  #failure: UpstreamFailure | null = null;
  #dispatched = false;

  constructor() {
    this.head = new Promise((resolve, reject) => {
      this.#resolveHead = resolve;
      this.#rejectHead = reject;
    });
  }

  abstract pause(): void;
  abstract resume(): void;
  /** Stops the transport's own work; called once, after the failure was delivered. */
  protected abstract cancel(): void;

  abort(): void {
    if (this.#ended) return;
    this.failed(new UpstreamFailure('aborted', this.#dispatched));
    this.cancel();
  }

  read(sink: UpstreamSink): void {
    this.#sink = sink;
    for (const chunk of this.#early) sink.data(chunk);
    this.#early = [];
    if (!this.#ended) return;
    if (this.#failure === null) sink.end();
    else sink.fail(this.#failure);
  }

  get isOver(): boolean {
    return this.#ended;
  }

  get isDispatched(): boolean {
    return this.#dispatched;
  }

  /** Bytes may be on their way from now on. */
  protected dispatched(): void {
    this.#dispatched = true;
  }

  protected began(head: UpstreamHead): void {
    this.#resolveHead(head);
  }

  protected arrived(chunk: Buffer): void {
    if (this.#ended) return;
    if (this.#sink === null) this.#early.push(chunk);
    else this.#sink.data(chunk);
  }

  protected completed(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink?.end();
  }

  protected failed(failure: UpstreamFailure): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#rejectHead(failure);
    this.#sink?.fail(failure);
  }
}
