import { withToolCalls } from '../../billing/hosted-tools.ts';
import { asList, asRecord, parseJson } from '../../json/as-record.ts';
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
  /** What has ended so far, as far as tools of the provider made it: a stream that is cut has no last event to tell. */
  readonly #toolCalls: unknown[] = [];

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
    if (type === 'response.output_item.done') this.#acceptItem(event.item);
    this.#acceptDelta(type, event.delta);
    return 'forward';
  }

  deliveredText(): { readonly text: string; readonly bytes: number } {
    return this.#delivered.read();
  }

  #end(type: string, response: Readonly<Record<string, unknown>> | undefined): EventVerdict {
    const usage = asRecord(response?.usage) ?? null;
    const tier = response?.service_tier;
    const told = usage !== null && typeof tier === 'string' ? { ...usage, service_tier: tier } : usage;
    const items = asList(response?.output);
    this.usage = withToolCalls(told, items.length > 0 ? items : this.#toolCalls);
    if (type === 'response.failed') this.error = response?.error ?? { message: 'The response failed.' };
    return 'end';
  }

  #acceptItem(item: unknown): void {
    const type = asRecord(item)?.type;
    if (typeof type !== 'string' || !type.endsWith('_call') || type === 'function_call') return;
    this.#toolCalls.push(item);
    this.usage = withToolCalls(null, this.#toolCalls);
  }

  #acceptDelta(type: string, delta: unknown): void {
    if (type === 'response.image_generation_call.partial_image') this.hasContent = true;
    if (!type.endsWith('.delta') || typeof delta !== 'string' || delta === '') return;
    this.hasContent = true;
    // Sound comes as Base64; only its transcript is text.
    if (type !== 'response.audio.delta') this.#delivered.append(delta);
  }
}
