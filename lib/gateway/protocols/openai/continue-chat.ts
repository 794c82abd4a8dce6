import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import type { JsonField } from '../../json/json-scanner.ts';
import { RequestFields } from '../../json/request-document.ts';
import { type Edit, splice } from '../../json/splice.ts';
import type { Continuation, ContinuationWay, EarlierPart, EventVerdict, StreamReader } from '../protocol.ts';
import { ChatStreamReader } from './chat-stream-reader.ts';
import { JointChatTeller } from './joint-chat-teller.ts';
import { jointChatUsage } from './joint-chat-usage.ts';

const fields = new RequestFields(['messages', 'max_tokens', 'max_completion_tokens']);

const isAuto = (choice: unknown): boolean => choice === undefined || choice === null || choice === 'auto' || choice === 'none';
const isPlainText = (format: unknown): boolean => format === undefined || format === null || asRecord(format)?.type === 'text';

/** What cannot be joined to a beginning: several answers, thought, a schema, a forced tool, probabilities, sound. */
function allowsBeginning(body: Buffer): boolean {
  const request = asRecord(parseJson(body.toString()));
  if (request === undefined) return false;
  const { thinking, reasoning_effort: effort, n, modalities } = request;
  const thinks = (thinking !== undefined && asRecord(thinking)?.type !== 'disabled') || (effort !== undefined && effort !== 'none');
  const isOne = n === undefined || n === null || n === 1;
  const hasSound = asList(modalities).includes('audio');
  const last = asRecord(asList(request.messages).at(-1));
  const isOpen = isAuto(request.tool_choice) && isPlainText(request.response_format) && request.logprobs !== true;
  return !thinks && isOne && !hasSound && isOpen && last?.role === 'user';
}

/** The limit less what was said; null where nothing is left of it. */
function lowered(body: Buffer, field: JsonField | undefined, saidTokens: number): Edit | null | undefined {
  if (field?.kind !== 'number') return undefined;
  const left = Number(body.toString('latin1', field.start, field.end)) - saidTokens;
  return left >= 1 ? { start: field.start, end: field.end, bytes: Buffer.from(String(left)) } : null;
}

function toBody(body: Buffer, said: string, saidTokens: number, way: ContinuationWay | undefined): Buffer | null {
  if (way === undefined || said.trim() === '' || !allowsBeginning(body)) return null;
  const request = fields.read(body);
  const messages = request.field('messages');
  if (messages?.kind !== 'array') return null;
  const limits = (['max_tokens', 'max_completion_tokens'] as const).map((name) => lowered(body, request.field(name), saidTokens));
  if (limits.includes(null)) return null;
  const turn = `,${JSON.stringify({ role: 'assistant', content: said, ...way.turn })}`;
  const edits: Edit[] = [
    { start: messages.end - 1, end: messages.end - 1, bytes: Buffer.from(turn) },
    ...limits.filter((edit) => edit !== undefined && edit !== null),
  ];
  if (way.adds !== undefined) {
    const end = body.lastIndexOf('}');
    edits.push({ start: end, end, bytes: Buffer.from(`,${JSON.stringify(way.adds).slice(1, -1)}`) });
  }
  return splice(
    body,
    edits.sort((left, right) => left.start - right.start),
  );
}

/** Reads the second stream, and reports what both have used and said. */
class JointReader implements StreamReader {
  readonly #later: ChatStreamReader;
  readonly #earlier: EarlierPart;

  constructor(later: ChatStreamReader, earlier: EarlierPart) {
    this.#later = later;
    this.#earlier = earlier;
  }

  get usage(): unknown {
    const usage = asRecord(this.#later.usage);
    return usage === undefined ? null : jointChatUsage(usage, this.#earlier);
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
    const { said, echoes } = this.#earlier;
    const { text, bytes } = this.#later.deliveredText();
    const saidBytes = Buffer.byteLength(said);
    if (echoes === true && text.startsWith(said)) return { text, bytes };
    return { text: said + text, bytes: saidBytes + bytes };
  }
}

/** Goes on with a chat completion that broke off in the middle of its text, where its provider has a way to be given the beginning. */
export const continueChat: Continuation = {
  canTake: (model, way) => way !== undefined && way.canTake?.(model) !== false,
  toBody,
  openStream: (ask, earlier) => ({ reader: new JointReader(new ChatStreamReader(ask), earlier), teller: new JointChatTeller(earlier) }),
};
