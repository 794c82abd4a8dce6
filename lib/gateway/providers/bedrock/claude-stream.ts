import { AppError } from '#lib/core/errors.ts';
import { asRecord, parseJson } from '../../json/as-record.ts';
import type { StreamDecoder } from '../provider.ts';
import { type EventStreamMessage, EventStreamSplitter } from './event-stream-splitter.ts';
import { exceptionOf } from './exception-of.ts';

const sseEvent = (type: string, data: string): string => `event: ${type}\ndata: ${data}\n\n`;

/** The event of Anthropic's stream that a message carries, as server-sent event; '' for messages that carry none. */
function toSse(message: EventStreamMessage): string {
  const exception = exceptionOf(message);
  if (exception !== undefined) return sseEvent('error', JSON.stringify({ type: 'error', error: exception }));
  if (message.headers.get(':event-type') !== 'chunk') return '';
  const encoded = asRecord(parseJson(message.payload.toString()))?.bytes;
  if (typeof encoded !== 'string') throw new AppError('provider_error', { detail: 'The provider’s stream has a chunk without bytes.' });
  const data = Buffer.from(encoded, 'base64').toString();
  const type = asRecord(parseJson(data))?.type;
  return sseEvent(typeof type === 'string' && /^\w+$/.test(type) ? type : 'message', data);
}

/** Reads the stream of InvokeModelWithResponseStream as Anthropic's own: each chunk holds one of its events in Base64. */
export class ClaudeStreamDecoder implements StreamDecoder {
  readonly #splitter = new EventStreamSplitter();

  push(chunk: Buffer): Buffer {
    return Buffer.from(this.#splitter.push(chunk).map(toSse).join(''));
  }

  end(): Buffer {
    this.#splitter.end();
    return Buffer.alloc(0);
  }
}
