import { asRecord, parseJson } from '../../json/as-record.ts';
import { encryptedDetail, textDetail } from '../reasoning-details.ts';
import { dataEvent } from '../sse-events.ts';
import { toFinishReason } from '../stop-reasons.ts';
import type { StreamTranslator } from '../translation.ts';
import { toChatUsage } from '../usage.ts';

type Fields = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Tells a stream of Anthropic's as chat completion chunks, each as soon as its event is there. */
export class ChatStreamTranslator implements StreamTranslator {
  readonly #usageRequested: boolean;
  readonly #createdSeconds: number;
  #head: Fields = {};
  /** Anthropic tells input tokens at the start and output tokens, cumulative, at the end. */
  #usage: Fields = {};
  #toolCalls = 0;
  #thoughts = 0;
  /** The arguments of the open tool call, as long as none have been told; null otherwise. */
  #owedArguments: string | null = null;
  #isFinished = false;

  constructor(usageRequested: boolean, now: number) {
    this.#usageRequested = usageRequested;
    this.#createdSeconds = Math.floor(now / 1000);
  }

  accept(data: string): Buffer {
    const event = asRecord(parseJson(data));
    return Buffer.from(event === undefined ? '' : this.#translate(event));
  }

  finish(): Buffer {
    if (!this.#usageRequested) return Buffer.alloc(0);
    return Buffer.from(dataEvent({ ...this.#envelope([]), usage: toChatUsage(this.#usage) }));
  }

  #translate(event: Fields): string {
    switch (event.type) {
      case 'message_start':
        return this.#start(asRecord(event.message) ?? {});
      case 'content_block_start':
        return this.#openBlock(asRecord(event.content_block) ?? {});
      case 'content_block_delta':
        return this.#continueBlock(asRecord(event.delta) ?? {});
      case 'content_block_stop':
        return this.#closeBlock();
      case 'message_delta':
        return this.#stop(event);
      default:
        return '';
    }
  }

  #start(message: Fields): string {
    this.#head = { id: message.id, model: message.model };
    this.#addUsage(message.usage);
    return this.#delta({ role: 'assistant', content: '', refusal: null });
  }

  #openBlock(block: Fields): string {
    switch (block.type) {
      case 'text':
        return textOf(block.text) === '' ? '' : this.#delta({ content: block.text });
      case 'thinking':
        this.#thoughts += 1;
        return textOf(block.thinking) === '' ? '' : this.#think(textOf(block.thinking));
      case 'redacted_thinking':
        this.#thoughts += 1;
        return this.#delta({ reasoning_details: [encryptedDetail(this.#thoughts - 1, textOf(block.data))] });
      case 'tool_use': {
        this.#toolCalls += 1;
        this.#owedArguments = JSON.stringify(block.input ?? {});
        return this.#callTool({ id: block.id, type: 'function', function: { name: block.name, arguments: '' } });
      }
      default:
        return '';
    }
  }

  #continueBlock(delta: Fields): string {
    switch (delta.type) {
      case 'text_delta':
        return this.#delta({ content: textOf(delta.text) });
      case 'thinking_delta':
        return this.#think(textOf(delta.thinking));
      case 'signature_delta':
        return this.#delta({ reasoning_details: [textDetail(this.#thoughts - 1, { signature: textOf(delta.signature) })] });
      case 'input_json_delta':
        return textOf(delta.partial_json) === '' ? '' : this.#addArguments(textOf(delta.partial_json));
      default:
        return '';
    }
  }

  /** A call without arguments has none in Anthropic's stream, but chat clients parse them as JSON. */
  #closeBlock(): string {
    return this.#owedArguments === null ? '' : this.#addArguments(this.#owedArguments);
  }

  #stop(event: Fields): string {
    this.#addUsage(event.usage);
    const reason = asRecord(event.delta)?.stop_reason;
    if (this.#isFinished || typeof reason !== 'string') return '';
    this.#isFinished = true;
    return this.#chunk({ index: 0, delta: {}, logprobs: null, finish_reason: toFinishReason(reason) });
  }

  #think(text: string): string {
    return this.#delta({ reasoning_content: text, reasoning_details: [textDetail(this.#thoughts - 1, { text })] });
  }

  #addArguments(piece: string): string {
    this.#owedArguments = null;
    return this.#callTool({ function: { arguments: piece } });
  }

  #callTool(call: Fields): string {
    return this.#delta({ tool_calls: [{ index: this.#toolCalls - 1, ...call }] });
  }

  #addUsage(usage: unknown): void {
    // The later event may repeat a count as null, which is not zero.
    const known = Object.entries(asRecord(usage) ?? {}).filter(([, value]) => value !== null);
    this.#usage = { ...this.#usage, ...Object.fromEntries(known) };
  }

  #delta(delta: Fields): string {
    return this.#chunk({ index: 0, delta, logprobs: null, finish_reason: null });
  }

  #chunk(choice: object): string {
    const chunk = this.#envelope([choice]);
    return dataEvent(this.#usageRequested ? { ...chunk, usage: null } : chunk);
  }

  #envelope(choices: readonly object[]): object {
    return { ...this.#head, object: 'chat.completion.chunk', created: this.#createdSeconds, choices };
  }
}
