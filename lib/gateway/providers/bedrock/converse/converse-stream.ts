import { asRecord, parseJson } from '../../../json/as-record.ts';
import { dataEvent } from '../../../translation/sse-events.ts';
import type { StreamDecoder } from '../../provider.ts';
import { type EventStreamMessage, EventStreamSplitter } from '../event-stream-splitter.ts';
import { exceptionOf } from '../exception-of.ts';
import { toChatUsage, toFinishReason } from './to-chat.ts';
import type { ConverseGoal } from './translate-answer.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Tells the events of ConverseStream (API_runtime_ConverseStream) as chat completion chunks, each as soon as it is there. */
export class ConverseStreamDecoder implements StreamDecoder {
  readonly #splitter = new EventStreamSplitter();
  readonly #envelope: Fields;
  readonly #callsMax: number;
  /** Places of the tool calls among themselves, by the index of their block. */
  readonly #calls = new Map<unknown, number>();
  /** The call whose arguments have not begun; without any they are an empty object, which chat clients have to read. */
  #withoutArguments: unknown = null;

  constructor({ model, id, now, isOneCall }: ConverseGoal) {
    this.#envelope = { id, object: 'chat.completion.chunk', created: Math.floor(now / 1000), model };
    this.#callsMax = isOneCall ? 1 : Number.POSITIVE_INFINITY;
  }

  push(chunk: Buffer): Buffer {
    const told = this.#splitter.push(chunk).map((message) => this.#tell(message));
    return Buffer.from(told.join(''));
  }

  end(): Buffer {
    this.#splitter.end();
    return Buffer.alloc(0);
  }

  #tell(message: EventStreamMessage): string {
    const exception = exceptionOf(message);
    if (exception !== undefined) return dataEvent({ error: exception });
    const event = asRecord(parseJson(message.payload.toString())) ?? {};
    switch (message.headers.get(':event-type')) {
      case 'messageStart':
        return this.#delta({ role: 'assistant', content: '' });
      case 'contentBlockStart':
        return this.#openBlock(event);
      case 'contentBlockDelta':
        return this.#continueBlock(event.contentBlockIndex, asRecord(event.delta) ?? {});
      case 'contentBlockStop':
        return this.#closeBlock(event.contentBlockIndex);
      case 'messageStop':
        return this.#chunk([{ index: 0, delta: {}, logprobs: null, finish_reason: toFinishReason(event.stopReason) }]);
      case 'metadata':
        return this.#end(toChatUsage(event.usage));
      default:
        return '';
    }
  }

  /** The last event: behind it comes nothing but the end. */
  #end(usage: object | undefined): string {
    return `${usage === undefined ? '' : dataEvent({ ...this.#envelope, choices: [], usage })}data: [DONE]\n\n`;
  }

  #openBlock({ contentBlockIndex: block, start }: Fields): string {
    const used = asRecord(asRecord(start)?.toolUse);
    const index = this.#calls.size;
    if (used === undefined || index >= this.#callsMax) return '';
    this.#calls.set(block, index);
    this.#withoutArguments = block;
    return this.#delta({ tool_calls: [{ index, id: used.toolUseId, type: 'function', function: { name: used.name, arguments: '' } }] });
  }

  #continueBlock(block: unknown, delta: Fields): string {
    if (typeof delta.text === 'string') return this.#delta({ content: delta.text });
    const thought = asRecord(delta.reasoningContent)?.text;
    if (typeof thought === 'string') return this.#delta({ reasoning_content: thought });
    const input = asRecord(delta.toolUse)?.input;
    return typeof input === 'string' && input !== '' && this.#calls.has(block) ? this.#addArguments(block, input) : '';
  }

  #closeBlock(block: unknown): string {
    return this.#calls.has(block) && this.#withoutArguments === block ? this.#addArguments(block, '{}') : '';
  }

  #addArguments(block: unknown, piece: string): string {
    this.#withoutArguments = null;
    return this.#delta({ tool_calls: [{ index: this.#calls.get(block) ?? 0, function: { arguments: piece } }] });
  }

  #delta(delta: object): string {
    return this.#chunk([{ index: 0, delta, logprobs: null, finish_reason: null }]);
  }

  #chunk(choices: readonly object[]): string {
    return dataEvent({ ...this.#envelope, choices });
  }
}
