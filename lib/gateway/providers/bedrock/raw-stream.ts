import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import type { EventVerdict, StreamReader } from '../../protocols/protocol.ts';
import { DeliveredText } from '../../stream/delivered-text.ts';
import type { StreamDecoder } from '../provider.ts';
import { type EventStreamMessage, EventStreamSplitter } from './event-stream-splitter.ts';
import { exceptionOf } from './exception-of.ts';
import { findRawUsage } from './raw-usage.ts';

const sse = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;

/** What a message says: an exception, the model's own event that a chunk carries in Base64, or an event of ConverseStream by its name. */
function saidBy(message: EventStreamMessage): unknown {
  const error = exceptionOf(message);
  if (error !== undefined) return { error };
  const payload = parseJson(message.payload.toString());
  const type = message.headers.get(':event-type') ?? '';
  if (type !== 'chunk') return { [type]: payload };
  const bytes = asRecord(payload)?.bytes;
  return typeof bytes === 'string' ? parseJson(Buffer.from(bytes, 'base64').toString()) : payload;
}

/** Reads an event stream for whoever follows a stream that passes as it is; what it makes goes to no caller. */
export class RawStreamDecoder implements StreamDecoder {
  readonly #splitter = new EventStreamSplitter();

  push(chunk: Buffer): Buffer {
    return Buffer.from(
      this.#splitter
        .push(chunk)
        .map((message) => sse(saidBy(message)))
        .join(''),
    );
  }

  end(): Buffer {
    this.#splitter.end();
    return Buffer.alloc(0);
  }
}

const textsOf = (value: unknown, ...names: readonly string[]): readonly unknown[] => names.map((name) => asRecord(value)?.[name]);

/** The text that an event or an answer adds, wherever the model's family has it. */
export function rawText(said: unknown): string {
  const event = asRecord(said);
  if (event === undefined) return '';
  const message = asRecord(asRecord(event.output)?.message);
  const [choice] = asList(event.choices);
  const found = [
    ...textsOf(event, 'generation', 'outputText', 'completion'),
    ...textsOf(event.delta, 'text', 'partial_json', 'thinking'),
    ...textsOf(asRecord(event.contentBlockDelta)?.delta, 'text'),
    ...textsOf(asRecord(asRecord(event.contentBlockDelta)?.delta)?.toolUse, 'input'),
    ...[...asList(event.content), ...asList(message?.content), ...asList(event.results)].flatMap((part) =>
      textsOf(part, 'text', 'outputText'),
    ),
    ...textsOf(asRecord(choice)?.delta, 'content'),
    ...textsOf(asRecord(choice)?.message, 'content'),
  ];
  return found.filter((text) => typeof text === 'string').join('');
}

/** Follows a stream of any model of the runtime. */
export class RawStreamReader implements StreamReader {
  readonly #text = new DeliveredText();
  usage: Readonly<Record<string, unknown>> | null = null;
  isFinished = false;
  hasContent = false;
  error: unknown = null;

  accept(data: string): EventVerdict {
    const said = asRecord(parseJson(data));
    if (said === undefined) return 'malformed';
    if (said.error !== undefined) {
      this.error = said.error;
      return 'error';
    }
    const usage = findRawUsage(said);
    // Anthropic's tells the input at the beginning and the output at the end.
    if (usage !== undefined && (this.usage === null || !('inputTokenCount' in usage))) this.usage = { ...this.usage, ...usage };
    const text = rawText(said);
    if (text !== '') {
      this.hasContent = true;
      this.#text.append(text);
    }
    if (said.messageStop !== undefined || said.type === 'message_stop') this.isFinished = true;
    return 'forward';
  }

  deliveredText() {
    return this.#text.read();
  }
}
