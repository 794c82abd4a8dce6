import { asRecord, parseJson } from '../../json/as-record.ts';
import { DeliveredText } from '../../stream/delivered-text.ts';
import type { EventVerdict, StreamReader } from '../protocol.ts';

type Json = Readonly<Record<string, unknown>>;

/** Fields of a block's delta that carry what the model said; signatures are no text. */
const textFields = ['text', 'thinking', 'partial_json'] as const;

const withoutNulls = (usage: Json): Json => Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null));

/**
 * Follows the events of one message stream (Anthropic's API reference, "Streaming messages"). Each event's data names
 * its own type, so the `event:` line is not needed.
 */
export class MessagesStreamReader implements StreamReader {
  usage: Json | null = null;
  hasContent = false;
  isFinished = false;
  error: unknown = null;
  readonly #delivered = new DeliveredText();
  /** Blocks begun and ended; the first one can be gone on with as long as it is text and stands open. */
  #blocks = 0;
  #endedBlocks = 0;
  #isFirstText = false;

  accept(data: string): EventVerdict {
    const event = asRecord(parseJson(data));
    if (event === undefined) return 'malformed';
    switch (event.type) {
      case 'message_start':
        this.#begin(asRecord(asRecord(event.message)?.usage));
        return 'forward';
      case 'content_block_start':
        this.#acceptBlock(asRecord(event.content_block));
        return 'forward';
      case 'content_block_stop':
        this.#endedBlocks += 1;
        return 'forward';
      case 'content_block_delta':
        this.#acceptDelta(asRecord(event.delta));
        return 'forward';
      case 'message_delta':
        this.#acceptEnding(event);
        return 'forward';
      case 'message_stop':
        return 'end';
      default:
        return this.#acceptOther(event);
    }
  }

  said(): string | null {
    const { text, bytes } = this.#delivered.read();
    const isOpenText = this.#blocks === 1 && this.#endedBlocks === 0 && this.#isFirstText && !this.isFinished;
    return isOpenText && Buffer.byteLength(text) === bytes ? text : null;
  }

  deliveredText(): { readonly text: string; readonly bytes: number } {
    return this.#delivered.read();
  }

  /** The input is known from the start. Its count of output tokens says nothing yet, and a stream that is cut must not be billed by it. */
  #begin(usage: Json | undefined): void {
    if (usage === undefined) return;
    const { output_tokens: _notYet, ...known } = withoutNulls(usage);
    this.usage = known;
  }

  #acceptBlock(block: Json | undefined): void {
    this.#blocks += 1;
    if (block === undefined) return;
    if (this.#blocks === 1) this.#isFirstText = block.type === 'text';
    for (const text of [block.text, block.thinking, block.name]) this.#add(text);
    // A block that comes whole, such as the result of a tool at the provider, is content without text.
    if (block.data !== undefined || block.content !== undefined) this.hasContent = true;
  }

  #acceptDelta(delta: Json | undefined): void {
    if (delta === undefined) return;
    for (const name of textFields) this.#add(delta[name]);
  }

  /** The counts here are of the whole message so far, not of this event. */
  #acceptEnding(event: Json): void {
    const usage = asRecord(event.usage);
    if (usage !== undefined) this.usage = { ...this.usage, ...withoutNulls(usage) };
    if (typeof asRecord(event.delta)?.stop_reason === 'string') this.isFinished = true;
  }

  /** `ping`, what the API may add later, and errors. */
  #acceptOther(event: Json): EventVerdict {
    const { error } = event;
    if (event.type !== 'error' && asRecord(error) === undefined) return 'forward';
    this.error = error ?? event;
    return 'error';
  }

  #add(text: unknown): void {
    if (typeof text !== 'string' || text === '') return;
    this.hasContent = true;
    this.#delivered.append(text);
  }
}
