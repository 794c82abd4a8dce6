import { asRecord, parseJson } from '../json/as-record.ts';
import { parseExactJson } from '../json/exact-json.ts';
import type { CallProtocol } from '../protocols/protocol.ts';
import { FieldReader } from './field-reader.ts';
import type { CallersAsk, ProviderAddress, RequestGoal, Translation } from './translation.ts';

/** How one kind of call, whose answers come whole, is told in another protocol. */
export interface WholePair {
  readonly caller: string;
  readonly provider: CallProtocol;
  /** `either` where each field of the caller's protocol has two spellings. */
  readonly spelling?: 'either';
  readonly addressOf?: (model: string) => ProviderAddress;
  /** Throws AppError('invalid_request') for what the provider's protocol cannot say. */
  request(fields: FieldReader, goal: RequestGoal): object;
  /** `asked` is what the caller sent. Throws AppError('provider_error') for what is no answer. */
  answer(answer: Fields, asked: Fields, model: string): object;
}

type Fields = Readonly<Record<string, unknown>>;

const inBody: ProviderAddress = { path: '', query: '' };

function requestOf(ask: CallersAsk): Fields {
  return asRecord(parseJson(ask.toBody({ model: ask.model, reportUsage: false }).toString())) ?? {};
}

/** The translation of a pair that is never streamed. */
export function wholeTranslation(pair: WholePair): Translation {
  return {
    caller: pair.caller,
    provider: pair.provider,
    streamed: false,
    addressOf: pair.addressOf ?? (() => inBody),
    translateRequest: (body, goal) => {
      const fields = new FieldReader(parseExactJson(body.toString()), '', pair.spelling);
      return Buffer.from(JSON.stringify(pair.request(fields, goal)));
    },
    translateAnswer: (body, _now, ask) => {
      const answer = asRecord(parseJson(body.toString())) ?? {};
      return Buffer.from(JSON.stringify(pair.answer(answer, requestOf(ask), ask.model)));
    },
    openStream: () => {
      throw new Error('A call of this protocol is never streamed');
    },
  };
}
