import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import { RequestFields } from '../../json/request-document.ts';
import { splice } from '../../json/splice.ts';
import type { Ask, Continuation, EarlierPart, EventVerdict, StreamReader } from '../protocol.ts';
import { JointMessageTeller } from './joint-message-teller.ts';
import { MessagesStreamReader } from './messages-stream-reader.ts';

/**
 * Models up to Claude 4.5; from 4.6 on the API refuses a conversation that ends with the assistant's turn (its migration
 * guide, "Prefill removal").
 */
const takesBeginning = /^claude-(?:3|[a-z]+-4(?:-[0-5])?(?:-(?:\d{8}|latest))?$)/;

const fields = new RequestFields(['messages', 'max_tokens']);

/** What cannot be joined to a beginning: thought has to come first, a forced tool and a schema begin anew. */
function allowsBeginning(body: Buffer): boolean {
  const request = asRecord(parseJson(body.toString()));
  if (request === undefined) return false;
  const choice = asRecord(request.tool_choice)?.type;
  const thinks = request.thinking !== undefined && asRecord(request.thinking)?.type !== 'disabled';
  const isForced = choice === 'any' || choice === 'tool';
  const last = asRecord(asList(request.messages).at(-1));
  return !thinks && !isForced && request.output_config === undefined && request.output_format === undefined && last?.role === 'user';
}

/** A conversation must not end in white space; that is left to the model to say again, and is not told twice. */
function toBody(body: Buffer, said: string, saidTokens: number): Buffer | null {
  const beginning = said.trimEnd();
  if (beginning === '' || !allowsBeginning(body)) return null;
  const request = fields.read(body);
  const messages = request.field('messages');
  const limit = request.field('max_tokens');
  if (messages?.kind !== 'array' || limit?.kind !== 'number') return null;
  const left = Number(body.toString('latin1', limit.start, limit.end)) - saidTokens;
  if (!(left >= 1)) return null;
  const turn = `,${JSON.stringify({ role: 'assistant', content: beginning })}`;
  const edits = [
    { start: messages.end - 1, end: messages.end - 1, bytes: Buffer.from(turn) },
    { start: limit.start, end: limit.end, bytes: Buffer.from(String(left)) },
  ];
  return splice(
    body,
    edits.sort((a, b) => a.start - b.start),
  );
}

const inputFields = ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'] as const;
const countOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** Reads the second stream, and reports what both have used and said. */
class JointReader implements StreamReader {
  readonly #later = new MessagesStreamReader();
  readonly #earlier: EarlierPart;

  constructor(earlier: EarlierPart) {
    this.#earlier = earlier;
  }

  get usage(): unknown {
    const later = this.#later.usage;
    const earlier = asRecord(this.#earlier.usage) ?? {};
    if (later === null) return null;
    const inputs = inputFields
      .filter((name) => typeof later[name] === 'number' || typeof earlier[name] === 'number')
      .map((name) => [name, countOf(later[name]) + countOf(earlier[name])] as const);
    const output = typeof later.output_tokens === 'number' ? { output_tokens: later.output_tokens + this.#earlier.tokens } : {};
    return { ...later, ...Object.fromEntries(inputs), ...output };
  }

  get isFinished(): boolean {
    return this.#later.isFinished;
  }

  get hasContent(): boolean {
    return this.#later.hasContent;
  }

  get error(): unknown {
    return this.#later.error;
  }

  accept(data: string): EventVerdict {
    return this.#later.accept(data);
  }

  deliveredText(): { readonly text: string; readonly bytes: number } {
    const { text, bytes } = this.#later.deliveredText();
    return { text: this.#earlier.said + text, bytes: Buffer.byteLength(this.#earlier.said) + bytes };
  }
}

/** Goes on with a message that broke off in the middle of its text: the text so far is given as the beginning of the answer. */
export const continueMessage: Continuation = {
  canTake: (model) => takesBeginning.test(model),
  toBody,
  openStream: (_ask: Ask, earlier) => ({ reader: new JointReader(earlier), teller: new JointMessageTeller(earlier) }),
};
