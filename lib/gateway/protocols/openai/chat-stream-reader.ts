import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import { DeliveredText } from '../../stream/delivered-text.ts';
import type { Ask, EventVerdict, StreamReader } from '../protocol.ts';

/** Fields of a delta that carry what the model said, under the names that providers use for it. */
const textFields = ['content', 'reasoning_content', 'reasoning', 'refusal'] as const;

/** Follows the chunks of one chat completion stream (`chat.completion.chunk`). */
export class ChatStreamReader implements StreamReader {
  usage: unknown = null;
  hasContent = false;
  error: unknown = null;
  id: string | null = null;
  /** Nothing but text has come. */
  #isPlain = true;
  readonly #choices: number;
  readonly #usageRequested: boolean;
  readonly #finished = new Set<number>();
  readonly #delivered = new DeliveredText();

  constructor(ask: Ask) {
    this.#choices = ask.choices;
    this.#usageRequested = ask.usageRequested;
  }

  get isFinished(): boolean {
    return this.#finished.size >= this.#choices;
  }

  accept(data: string): EventVerdict {
    if (data === '[DONE]') return 'end';
    const chunk = asRecord(parseJson(data));
    if (chunk === undefined) return 'malformed';
    if (asRecord(chunk.error) !== undefined || typeof chunk.error === 'string') {
      this.error = chunk.error;
      return 'error';
    }
    if (this.id === null && typeof chunk.id === 'string') this.id = chunk.id;
    const usage = asRecord(chunk.usage);
    if (usage !== undefined) this.usage = typeof chunk.service_tier === 'string' ? { ...usage, service_tier: chunk.service_tier } : usage;
    const choices = asList(chunk.choices);
    for (const choice of choices) this.#acceptChoice(asRecord(choice));
    // The chunk that exists only because we asked for usage is ours, not the caller's.
    return choices.length === 0 && usage !== undefined && !this.#usageRequested ? 'withhold' : 'forward';
  }

  said(): string | null {
    if (!this.#isPlain || this.#choices !== 1 || this.#finished.size > 0) return null;
    const { text, bytes } = this.#delivered.read();
    return Buffer.byteLength(text) === bytes ? text : null;
  }

  deliveredText(): { readonly text: string; readonly bytes: number } {
    return this.#delivered.read();
  }

  #acceptChoice(choice: Readonly<Record<string, unknown>> | undefined): void {
    if (choice === undefined) return;
    // Moonshot tells usage in the choice that ends, too.
    const usage = asRecord(choice.usage);
    if (usage !== undefined) this.usage ??= usage;
    const index = choice.index;
    if (typeof choice.finish_reason === 'string') this.#finished.add(typeof index === 'number' ? index : 0);
    const delta = asRecord(choice.delta);
    if (delta === undefined) return;
    for (const name of textFields) {
      const text = delta[name];
      if (typeof text !== 'string' || text === '') continue;
      if (name !== 'content') this.#isPlain = false;
      this.#add(text);
    }
    for (const call of asList(delta.tool_calls)) {
      this.#isPlain = false;
      const called = asRecord(asRecord(call)?.function);
      for (const text of [called?.name, called?.arguments]) {
        if (typeof text === 'string' && text !== '') this.#add(text);
      }
    }
    if (asRecord(delta.audio) !== undefined) {
      this.hasContent = true;
      this.#isPlain = false;
    }
  }

  #add(text: string): void {
    this.hasContent = true;
    this.#delivered.append(text);
  }
}
