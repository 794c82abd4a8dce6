import { asRecord } from '../../json/as-record.ts';
import { parseExactJson } from '../../json/exact-json.ts';
import type { AnswerEvent, EventReader } from '../answer.ts';
import { textOf } from '../text-of.ts';
import { readStopReason } from './messages-stop-reasons.ts';
import { readMessagesUsage } from './messages-usage.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Reads a stream of Anthropic's. */
export class MessagesEventReader implements EventReader {
  /** Anthropic tells input tokens at the start and output tokens, cumulative, at the end. */
  #usage: Fields = {};
  #calls = 0;
  #thoughts = 0;
  /** The arguments of the open tool call, as long as none have been told; null otherwise. */
  #owedArguments: string | null = null;

  read(data: string): readonly AnswerEvent[] {
    const event = asRecord(parseExactJson(data));
    switch (event?.type) {
      case 'message_start':
        return this.#start(asRecord(event.message) ?? {});
      case 'content_block_start':
        return this.#openBlock(asRecord(event.content_block) ?? {});
      case 'content_block_delta':
        return this.#continueBlock(asRecord(event.delta) ?? {});
      case 'content_block_stop':
        return this.#owedArguments === null ? [] : [this.#arguments(this.#owedArguments)];
      case 'message_delta':
        return this.#stop(event);
      default:
        return [];
    }
  }

  #start(message: Fields): AnswerEvent[] {
    return [{ kind: 'start', id: message.id, model: message.model }, this.#addUsage(message.usage)];
  }

  #openBlock(block: Fields): AnswerEvent[] {
    switch (block.type) {
      case 'text':
        return this.#text(textOf(block.text));
      case 'thinking':
        this.#thoughts += 1;
        return this.#think(textOf(block.thinking));
      case 'redacted_thinking':
        this.#thoughts += 1;
        return [this.#seal(textOf(block.data), true)];
      case 'tool_use':
        this.#calls += 1;
        this.#owedArguments = JSON.stringify(block.input ?? {});
        return [{ kind: 'call', choice: 0, call: this.#calls - 1, id: textOf(block.id), name: textOf(block.name) }];
      default:
        return [];
    }
  }

  #continueBlock(delta: Fields): AnswerEvent[] {
    switch (delta.type) {
      case 'text_delta':
        return this.#text(textOf(delta.text));
      case 'thinking_delta':
        return this.#think(textOf(delta.thinking));
      case 'signature_delta':
        return [this.#seal(textOf(delta.signature), false)];
      case 'input_json_delta': {
        const text = textOf(delta.partial_json);
        return text === '' ? [] : [this.#arguments(text)];
      }
      default:
        return [];
    }
  }

  #stop(event: Fields): AnswerEvent[] {
    const usage = this.#addUsage(event.usage);
    const reason = asRecord(event.delta)?.stop_reason;
    return typeof reason === 'string' ? [usage, { kind: 'stop', choice: 0, stop: readStopReason(reason) }] : [usage];
  }

  #text(text: string): AnswerEvent[] {
    return text === '' ? [] : [{ kind: 'text', choice: 0, text }];
  }

  #think(text: string): AnswerEvent[] {
    return text === '' ? [] : [{ kind: 'thought', choice: 0, thought: this.#thoughts - 1, text, issuer: 'anthropic' }];
  }

  #seal(data: string, isRedacted: boolean): AnswerEvent {
    return { kind: 'seal', choice: 0, thought: this.#thoughts - 1, seal: { issuer: 'anthropic', data }, isRedacted };
  }

  #arguments(text: string): AnswerEvent {
    this.#owedArguments = null;
    return { kind: 'arguments', choice: 0, call: this.#calls - 1, text };
  }

  #addUsage(usage: unknown): AnswerEvent {
    // The later event may repeat a count as null, which is not zero.
    const known = Object.entries(asRecord(usage) ?? {}).filter(([, value]) => value !== null);
    this.#usage = { ...this.#usage, ...Object.fromEntries(known) };
    return { kind: 'usage', usage: readMessagesUsage(this.#usage) };
  }
}
