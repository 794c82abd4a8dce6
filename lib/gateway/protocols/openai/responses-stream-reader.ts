import { asRecord, parseJson } from '../../json/as-record.ts';
import { DeliveredText } from '../../stream/delivered-text.ts';
import type { EventVerdict, StreamReader } from '../protocol.ts';

/** Events after which a stream says nothing more. */
const lastEvents = new Set(['response.completed', 'response.incomplete', 'response.failed']);

/**
 * Follows the typed events of one stream of the Responses API. Only an event that ends the response makes it complete:
 * whatever else came before, a stream without one was cut.
 */
export class ResponsesStreamReader implements StreamReader {
  usage: unknown = null;
  hasContent = false;
  error: unknown = null;
  readonly isFinished = false;
  readonly #delivered = new DeliveredText();

  accept(data: string): EventVerdict {
    // Some imitators end their streams in the manner of chat completions; here it means nothing.
    if (data === '[DONE]') return 'withhold';
    const event = asRecord(parseJson(data));
    if (event === undefined) return 'malformed';
    const type = typeof event.type === 'string' ? event.type : '';
    if (type === 'error' || (type === '' && event.error !== undefined)) {
      this.error = event.error ?? { code: event.code, message: event.message, param: event.param };
      return 'error';
    }
    if (lastEvents.has(type)) return this.#end(type, asRecord(event.response));
    this.#acceptDelta(type, event.delta);
    return 'forward';
  }

  deliveredText(): { readonly text: string; readonly bytes: number } {
    return this.#delivered.read();
  }

  #end(type: string, response: Readonly<Record<string, unknown>> | undefined): EventVerdict {
    this.usage = asRecord(response?.usage) ?? null;
    if (type === 'response.failed') this.error = response?.error ?? { message: 'The response failed.' };
    return 'end';
  }

  #acceptDelta(type: string, delta: unknown): void {
    if (type === 'response.image_generation_call.partial_image') this.hasContent = true;
    if (!type.endsWith('.delta') || typeof delta !== 'string' || delta === '') return;
    this.hasContent = true;
    // Sound comes as Base64; only its transcript is text.
    if (type !== 'response.audio.delta') this.#delivered.append(delta);
  }
}
