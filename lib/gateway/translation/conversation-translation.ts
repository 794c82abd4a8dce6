import { parseExactJson } from '../json/exact-json.ts';
import type { CallProtocol } from '../protocols/protocol.ts';
import type { Answer, EventReader, EventWriter } from './answer.ts';
import type { Conversation } from './conversation.ts';
import { FieldReader } from './field-reader.ts';
import { wantsOneCall, withOneCall, withOneCallEach } from './one-call.ts';
import type { CallersAsk, ProviderAddress, RequestGoal, StreamTranslator, Translation } from './translation.ts';

/** A protocol that callers ask for conversations in. */
export interface CallerSide {
  /** Name of the protocol. */
  readonly name: string;
  /** Whether its calls are streamed; null where the request says. */
  readonly streamed: boolean | null;
  /** `either` where each field has two spellings. */
  readonly spelling?: 'either';
  /** Throws AppError('invalid_request') for what no other protocol can say. */
  readRequest(fields: FieldReader): Conversation;
  writeAnswer(answer: Answer, now: number, ask: CallersAsk): object;
  openWriter(ask: CallersAsk, now: number): EventWriter;
}

/** A protocol in which providers hold conversations. */
export interface ProviderSide {
  readonly protocol: CallProtocol;
  /** Whether it is for streamed calls or the others; null where both. */
  readonly streamed: boolean | null;
  /** It has no word that forbids parallel calls; where the caller forbids them, all but the first are cut from its answers. */
  readonly mayCallInParallel?: true;
  /** Where it names the model in the path. */
  readonly addressOf?: (model: string) => ProviderAddress;
  /** Throws AppError('invalid_request') for what cannot be said there. */
  writeRequest(conversation: Conversation, goal: RequestGoal): object;
  /** Throws AppError('provider_error') for what is no answer of the protocol. */
  readAnswer(body: Buffer): Answer;
  openReader(): EventReader;
}

const inBody: ProviderAddress = { path: '', query: '' };

/** Joins the reader of one stream to the writer of another. */
class JoinedStream implements StreamTranslator {
  readonly #reader: EventReader;
  readonly #writer: EventWriter;

  constructor(reader: EventReader, writer: EventWriter) {
    this.#reader = reader;
    this.#writer = writer;
  }

  accept(data: string): Buffer {
    let text = '';
    for (const event of this.#reader.read(data)) text += this.#writer.write(event);
    return Buffer.from(text);
  }

  finish(): Buffer {
    return Buffer.from(this.#writer.finish());
  }

  end(): Buffer | null {
    return this.#writer.end === undefined ? null : Buffer.from(this.#writer.end());
  }
}

/** How callers of one side are served by providers of the other, by way of what the conversation and the answer mean. */
export function conversationTranslation(caller: CallerSide, provider: ProviderSide): Translation {
  const isCut = (ask: CallersAsk): boolean => provider.mayCallInParallel === true && wantsOneCall(caller, ask);
  return {
    caller: caller.name,
    provider: provider.protocol,
    streamed: caller.streamed === null ? provider.streamed : null,
    addressOf: provider.addressOf ?? (() => inBody),
    translateRequest: (body, goal) => {
      const fields = new FieldReader(parseExactJson(body.toString()), '', caller.spelling);
      return Buffer.from(JSON.stringify(provider.writeRequest(caller.readRequest(fields), goal)));
    },
    translateAnswer: (body, now, ask) => {
      const answer = provider.readAnswer(body);
      return Buffer.from(JSON.stringify(caller.writeAnswer(isCut(ask) ? withOneCall(answer) : answer, now, ask)));
    },
    openStream: (ask, now) => {
      const reader = provider.openReader();
      return new JoinedStream(isCut(ask) ? withOneCallEach(reader) : reader, caller.openWriter(ask, now));
    },
  };
}
