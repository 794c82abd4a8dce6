import { asRecord, parseJson } from '../../json/as-record.ts';
import { DeliveredText } from '../../stream/delivered-text.ts';
import type { EventVerdict, StreamReader } from '../protocol.ts';

/** What the events of an endpoint are called, and what they carry. */
export interface TypedEvents {
  /** Events that end one piece of work, with its usage. */
  readonly ends: readonly string[];
  /** Events with content, and the field that holds it. */
  readonly content: Readonly<Record<string, string>>;
  /** Whether the content is Base64, of which only the size is kept. */
  readonly isBase64: boolean;
}

/** Bytes behind so much Base64. */
const decodedLength = (base64: string): number => Math.floor((base64.length * 3) / 4);

function addUp(before: unknown, more: unknown): unknown {
  const [left, right] = [asRecord(before), asRecord(more)];
  if (left === undefined || right === undefined) return right ?? left ?? null;
  const sum: Record<string, unknown> = { ...left };
  for (const [name, value] of Object.entries(right)) {
    const own = sum[name];
    sum[name] = typeof own === 'number' && typeof value === 'number' ? own + value : typeof value === 'object' ? addUp(own, value) : value;
  }
  return sum;
}

/**
 * Follows a stream whose events name their type, as those of sound and pictures do. It is complete when as many pieces as
 * were asked for have ended: whatever else came before, a stream without that was cut.
 */
export class TypedStreamReader implements StreamReader {
  usage: unknown = null;
  hasContent = false;
  error: unknown = null;
  readonly isFinished = false;
  readonly isWithoutText: boolean;
  readonly #events: TypedEvents;
  readonly #delivered = new DeliveredText();
  #deliveredBytes = 0;
  #piecesLeft: number;

  constructor(events: TypedEvents, pieces: number) {
    this.#events = events;
    this.isWithoutText = events.isBase64;
    this.#piecesLeft = pieces;
  }

  accept(data: string): EventVerdict {
    // Some imitators end their streams in the manner of chat completions; here it means nothing.
    if (data === '[DONE]') return 'withhold';
    const event = asRecord(parseJson(data));
    if (event === undefined) return 'malformed';
    const type = typeof event.type === 'string' ? event.type : '';
    if (type === 'error' || event.error !== undefined) {
      this.error = event.error ?? { code: event.code, message: event.message };
      return 'error';
    }
    if (this.#events.ends.includes(type)) return this.#end(event.usage);
    const field = this.#events.content[type];
    const content = field === undefined ? undefined : event[field];
    if (typeof content === 'string' && content !== '') this.#keep(content);
    return 'forward';
  }

  deliveredText(): { readonly text: string; readonly bytes: number } {
    return this.#events.isBase64 ? { text: '', bytes: this.#deliveredBytes } : this.#delivered.read();
  }

  #keep(content: string): void {
    this.hasContent = true;
    if (this.#events.isBase64) this.#deliveredBytes += decodedLength(content);
    else this.#delivered.append(content);
  }

  #end(usage: unknown): EventVerdict {
    this.usage = addUp(this.usage, usage);
    this.#piecesLeft -= 1;
    this.hasContent = true;
    return this.#piecesLeft <= 0 ? 'end' : 'forward';
  }
}
