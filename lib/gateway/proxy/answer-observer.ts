import { AppError } from '#lib/core/errors.ts';
import type { UpstreamHead } from '#lib/outbound/index.ts';
import type { Asked } from '../calls/gateway-call.ts';
import type { StreamReader } from '../protocols/protocol.ts';
import type { StreamDecoder } from '../providers/provider.ts';
import { headerOf } from '../stages/header-of.ts';
import { SseSplitter } from '../stream/sse-splitter.ts';

/** What was learnt of an answer that passed. */
export interface Observation {
  /** The provider's usage object; null where none was seen. */
  readonly usage: unknown;
  readonly delivered: { readonly text: string; readonly bytes: number } | null;
}

/** Streams in another form than server-sent events, and what reads them. */
export interface StreamForm {
  readonly contentType: string;
  open(): StreamDecoder;
}

/** Looks at an answer while it passes, and can be asked at any time what was learnt so far. */
export interface AnswerObserver {
  accept(chunk: Buffer): void;
  observed(): Observation;
  /** Follows a stream whose protocol is known; absent for all else. */
  readonly reader?: StreamReader;
}

const nothing: Observation = { usage: null, delivered: null };

/** Follows server-sent events, or what `decoder` makes of another form; of what cannot be read nothing more is learnt. */
function streamObserver(reader: StreamReader, eventBytesMax: number, decoder?: StreamDecoder): AnswerObserver {
  let isFollowed = true;
  const visit = (data: string | null): boolean => {
    const verdict = data === null ? 'forward' : reader.accept(data);
    // What comes after the end or an error says nothing more of the usage.
    isFollowed = verdict !== 'end' && verdict !== 'error';
    return isFollowed;
  };
  const splitter = new SseSplitter({ event: (_source, _start, _end, data) => visit(data) }, eventBytesMax);
  return {
    reader,
    accept: (chunk) => {
      if (!isFollowed) return;
      const events = decoder === undefined ? chunk : decoded(decoder, chunk);
      if (events === undefined || !splitter.push(events)) isFollowed = false;
    },
    observed: () => ({ usage: reader.usage, delivered: reader.hasContent ? reader.deliveredText() : null }),
  };
}

function decoded(decoder: StreamDecoder, chunk: Buffer): Buffer | undefined {
  try {
    return decoder.push(chunk);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

function wholeObserver({ protocol }: Asked, contentType: string | undefined, bytesMax: number): AnswerObserver {
  let chunks: Buffer[] = [];
  let bytes = 0;
  return {
    accept: (chunk) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else chunks = [];
    },
    observed: () => {
      if (bytes === 0 || bytes > bytesMax) return bytes === 0 ? nothing : { usage: null, delivered: { text: '', bytes } };
      const body = Buffer.concat(chunks);
      const text = protocol.textOfAnswer(body);
      return { usage: protocol.readAnswer(body, contentType).usage, delivered: { text, bytes: Buffer.byteLength(text) } };
    },
  };
}

/** An observer for an answer of success to a call whose protocol is known; `form` for streams that are no server-sent events. */
export function observerOf(
  asked: Asked,
  head: UpstreamHead,
  limits: { readonly eventBytesMax: number; readonly answerBytesMax: number },
  form: StreamForm | undefined,
): AnswerObserver {
  const contentType = headerOf(head, 'content-type');
  if (form !== undefined && asked.ask.streamed && contentType?.startsWith(form.contentType) === true)
    return streamObserver(asked.protocol.openStream(asked.ask), limits.eventBytesMax, form.open());
  const isStream = contentType?.startsWith('text/event-stream') === true && asked.ask.streamed;
  return isStream
    ? streamObserver(asked.protocol.openStream(asked.ask), limits.eventBytesMax)
    : wholeObserver(asked, contentType, limits.answerBytesMax);
}

/** Sees nothing: for answers of which nothing is known, and for those that failed. */
export const noObserver: AnswerObserver = { accept: () => {}, observed: () => nothing };
