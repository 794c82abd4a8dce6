import type { MediaUsage } from '#lib/core/token-usage.ts';
import { parseJson } from '../../json/as-record.ts';
import type { RequestDocument } from '../../json/request-document.ts';
import type { Ask } from '../protocol.ts';

/** What tells one request that is answered in one piece from another. */
export interface WholeAskTraits {
  readonly model: string;
  /** 0 where the model writes no tokens. */
  readonly outputTokensMax: number | null;
  readonly choices?: number;
  readonly charged?: MediaUsage;
  /** The text a model reads, out of the parsed body. */
  readonly textOf: (request: unknown) => string;
}

/** A request that is answered in one piece: its bytes go on as they came, with the model's name for the provider. */
export function wholeAsk(
  document: RequestDocument<'model'>,
  { model, outputTokensMax, choices = 1, charged, textOf }: WholeAskTraits,
): Ask {
  const { body } = document;
  return {
    model,
    streamed: false,
    usageRequested: false,
    outputTokensMax,
    choices,
    charged,
    // Inputs are read one by one, without any framing: no parts.
    size: { bytes: body.length, opaqueBytes: document.opaqueBytes, parts: 0, media: document.counted, hasUnseenState: false },
    toBody: (change) => document.spliced(change.model === model ? [] : [document.edit('model', JSON.stringify(change.model))]),
    text: () => textOf(parseJson(body.toString())),
  };
}
