import { type UpstreamExchange, UpstreamFailure, type UpstreamHead, type UpstreamSink } from '#lib/outbound/index.ts';
import type { StreamDecoder } from '../providers/provider.ts';

/** An exchange whose body is read as something else than it comes as; everything but the bytes is the exchange's own. */
export class DecodedExchange implements UpstreamExchange {
  readonly head: Promise<UpstreamHead>;
  readonly #exchange: UpstreamExchange;
  readonly #decoder: StreamDecoder;

  constructor(exchange: UpstreamExchange, decoder: StreamDecoder) {
    this.head = exchange.head;
    this.#exchange = exchange;
    this.#decoder = decoder;
  }

  read(sink: UpstreamSink): void {
    let isOver = false;
    /** Hands on what was decoded; false where it could not be, which ends the exchange. */
    const pass = (decode: () => Buffer): boolean => {
      try {
        const bytes = decode();
        if (bytes.length > 0) sink.data(bytes);
        return true;
      } catch (error) {
        isOver = true;
        sink.fail(new UpstreamFailure('protocol', true, error));
        this.#exchange.abort();
        return false;
      }
    };
    this.#exchange.read({
      data: (chunk) => {
        if (!isOver) pass(() => this.#decoder.push(chunk));
      },
      end: () => {
        if (!isOver && pass(() => this.#decoder.end())) sink.end();
      },
      fail: (failure) => {
        if (!isOver) sink.fail(failure);
      },
    });
  }

  pause(): void {
    this.#exchange.pause();
  }

  resume(): void {
    this.#exchange.resume();
  }

  abort(): void {
    this.#exchange.abort();
  }
}
