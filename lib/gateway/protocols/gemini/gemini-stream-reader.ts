import { countGrounding } from '../../billing/hosted-tools.ts';
import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import { DeliveredText } from '../../stream/delivered-text.ts';
import type { Ask, EventVerdict, StreamReader } from '../protocol.ts';
import { textsOfParts } from './text-of-contents.ts';

/** `BLOCK_REASON_UNSPECIFIED` and `FINISH_REASON_UNSPECIFIED` are the default values of the API and say nothing. */
const isReason = (value: unknown): boolean => typeof value === 'string' && value !== '' && !value.endsWith('_UNSPECIFIED');

/**
 * Follows a stream of `GenerateContentResponse`. No event says that it is over: it is when each candidate has given its
 * reason to stop, or the prompt was blocked, and the connection ends. Usage comes with every chunk, each time in full.
 */
export class GeminiStreamReader implements StreamReader {
  hasContent = false;
  error: unknown = null;
  readonly #choices: number;
  readonly #finished = new Set<number>();
  readonly #delivered = new DeliveredText();
  #isBlocked = false;
  #usage: unknown = null;
  /** Searches and grounding, as the last chunk told them that had any. */
  #tools: unknown = null;

  constructor(ask: Ask) {
    this.#choices = ask.choices;
  }

  get usage(): unknown {
    return this.#tools === null ? this.#usage : { ...asRecord(this.#usage), server_tool_use: this.#tools };
  }

  get isFinished(): boolean {
    return this.#isBlocked || this.#finished.size >= this.#choices;
  }

  accept(data: string): EventVerdict {
    const chunk = asRecord(parseJson(data));
    if (chunk === undefined) return 'malformed';
    if (asRecord(chunk.error) !== undefined || typeof chunk.error === 'string') {
      this.error = chunk.error;
      return 'error';
    }
    const usage = asRecord(chunk.usageMetadata);
    if (data.includes('groundingMetadata')) this.#tools = countGrounding(chunk.candidates) ?? this.#tools;
    if (usage !== undefined) this.#usage = usage;
    if (isReason(asRecord(chunk.promptFeedback)?.blockReason)) this.#isBlocked = true;
    for (const candidate of asList(chunk.candidates)) this.#acceptCandidate(asRecord(candidate));
    return 'forward';
  }

  deliveredText(): { readonly text: string; readonly bytes: number } {
    return this.#delivered.read();
  }

  #acceptCandidate(candidate: Readonly<Record<string, unknown>> | undefined): void {
    if (candidate === undefined) return;
    const { index, finishReason, content } = candidate;
    if (isReason(finishReason)) this.#finished.add(typeof index === 'number' ? index : 0);
    for (const text of textsOfParts(content)) {
      if (text === '') continue;
      this.hasContent = true;
      this.#delivered.append(text);
    }
    // Pictures and sounds are content without text.
    if (asList(asRecord(content)?.parts).some((part) => asRecord(asRecord(part)?.inlineData) !== undefined)) this.hasContent = true;
  }
}
