import { type RequestDocument, RequestFields } from '../../json/request-document.ts';
import type { Ask, AskSize } from '../protocol.ts';

type CountField = 'model' | 'messages';

const countFields = new RequestFields<CountField>(['model', 'messages']);

/** Nothing is generated and nothing billed, so whatever has to be estimated of such a call is zero. */
const freeOfCharge: AskSize = { bytes: 0, opaqueBytes: 0, parts: 0, media: 0, hasUnseenState: false };

/** A request to count tokens: a message's without its limit on the answer. */
class CountAsk implements Ask {
  readonly model: string;
  readonly streamed = false;
  readonly usageRequested = true;
  readonly outputTokensMax = 0;
  readonly choices = 1;
  readonly size = freeOfCharge;
  readonly #request: RequestDocument<CountField>;

  constructor(body: Buffer) {
    this.#request = countFields.read(body);
    this.model = this.#request.model('model');
    this.#request.require('messages', 'array', 'a list with at least one message');
  }

  toBody(change: { readonly model: string; readonly reportUsage: boolean }): Buffer {
    return this.#request.spliced(change.model === this.model ? [] : [this.#request.edit('model', JSON.stringify(change.model))]);
  }

  text(): string {
    return '';
  }
}

/** Reads a request to count tokens; throws AppError('malformed_json' | 'invalid_request'). */
export const readCountAsk = (body: Buffer): Ask => new CountAsk(body);
