import { AppError } from '#lib/core/errors.ts';
import { SseSplitter } from '../stream/sse-splitter.ts';
import type { AnswerFilter } from './answer-filter.ts';
import { FilteredStream } from './filtered-stream.ts';

/** Changes a stream of events that passes as bytes, however it is cut. */
export class SseFilter {
  readonly #stream: FilteredStream;
  readonly #splitter: SseSplitter;
  #told: Buffer[] = [];

  constructor(filter: AnswerFilter, eventBytesMax: number) {
    this.#stream = new FilteredStream(filter, eventBytesMax);
    const visitor = {
      event: (source: Buffer, start: number, end: number, data: string | null): boolean => {
        // A chunk is only lent.
        this.#told.push(data === null ? Buffer.from(source.subarray(start, end)) : this.#stream.accept(data));
        return true;
      },
    };
    this.#splitter = new SseSplitter(visitor, eventBytesMax);
  }

  /** What goes out for a piece that came. Throws `policy_denied` where it may not be told. */
  push(chunk: Buffer): Buffer {
    if (!this.#splitter.push(chunk))
      throw new AppError('provider_error', { detail: 'An event of the answer is larger than what is passed on.' });
    const told = Buffer.concat(this.#told);
    this.#told = [];
    return told;
  }

  /** What is still owed at the end. */
  finish(): Buffer {
    return this.#stream.finish();
  }
}
