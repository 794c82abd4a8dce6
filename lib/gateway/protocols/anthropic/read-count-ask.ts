import { FieldNames } from '../../json/field-names.ts';
import type { ScanQuery } from '../../json/json-scanner.ts';
import { splice } from '../../json/splice.ts';
import type { Ask, AskSize } from '../protocol.ts';
import { ScannedRequest } from '../shared/scanned-request.ts';

const countQuery: ScanQuery = { fields: new FieldNames(['model', 'messages']) };

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
  readonly #request: ScannedRequest;

  constructor(body: Buffer) {
    this.#request = new ScannedRequest(body, countQuery);
    this.model = this.#request.model();
    this.#request.messages();
  }

  toBody(change: { readonly model: string; readonly reportUsage: boolean }): Buffer {
    return splice(this.#request.body, this.#request.modelEdits(this.model, change.model));
  }

  text(): string {
    return '';
  }
}

/** Reads a request to count tokens; throws AppError('malformed_json' | 'invalid_request'). */
export const readCountAsk = (body: Buffer): Ask => new CountAsk(body);
