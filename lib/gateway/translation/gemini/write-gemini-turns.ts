import { asRecord } from '../../json/as-record.ts';
import { parseExactJson } from '../../json/exact-json.ts';
import type { CallPart, MediaPart, ResultPart, TextPart, ThoughtPart, Turn } from '../conversation.ts';
import { refusal } from '../field-reader.ts';
import { mediaTypeOfUrl } from '../media.ts';

type Part = Readonly<Record<string, unknown>>;
interface Content {
  readonly role: 'user' | 'model';
  readonly parts: Part[];
}

/**
 * Models since Gemini 3 refuse a call of theirs without its signature. This one is Google's own for calls that another
 * model made (ai.google.dev/gemini-api/docs/thought-signatures).
 */
const signatureOfOthers = 'skip_thought_signature_validator';
const needsSignatures = /gemini-(?:[3-9]|\d\d)/;

function writeMedia({ source, medium, title, sourceAt }: MediaPart): Part {
  if (source.from === 'data') return { inlineData: { mimeType: source.mediaType, data: source.data } };
  if (source.from === 'text') return { text: title === undefined ? source.text : `${title}\n\n${source.text}` };
  const mimeType = source.mediaType ?? mediaTypeOfUrl(source.url, medium);
  if (mimeType === undefined) throw refusal(sourceAt, 'does not end like a file of a known type; embed it for this model.');
  return { fileData: { mimeType, fileUri: source.url } };
}

/** Texts that are empty say nothing. */
const writeContent = (part: TextPart | MediaPart): Part[] =>
  part.kind === 'media' ? [writeMedia(part)] : part.text === '' ? [] : [{ text: part.text }];

/** A text that is a JSON object stands as one; any other under the name that Google's convention gives it. */
function responseOf(text: string, hasFailed: boolean): unknown {
  if (hasFailed) return { error: text };
  return (text.startsWith('{') ? asRecord(parseExactJson(text)) : undefined) ?? { output: text };
}

/** Tells contents in order, and which call a result answers by its id. */
class ContentsWriter {
  readonly contents: Content[] = [];
  readonly #model: string;
  /** Names of calls and their order, by id. */
  readonly #calls = new Map<string, { readonly name: string; readonly order: number }>();

  constructor(model: string) {
    this.#model = model;
  }

  user(parts: readonly (TextPart | MediaPart | ResultPart)[]): void {
    const results = parts.filter((part) => part.kind === 'result');
    const rest = parts.filter((part) => part.kind !== 'result');
    this.#add(
      'user',
      results.map((result) => this.#result(result)),
    );
    this.#add('user', rest.flatMap(writeContent));
  }

  model(parts: readonly (TextPart | ThoughtPart | CallPart)[]): void {
    const written: Part[] = [];
    /** A signature of Gemini's that the next call bears, or an empty text where none follows. */
    let signature: string | undefined;
    for (const part of parts) {
      if (part.kind === 'text') written.push(...writeContent(part));
      // Summaries of thinking the model does not need; it reads what it signed.
      else if (part.kind === 'thought') signature = (part.seal?.issuer === 'gemini' ? part.seal.data : undefined) ?? signature;
      else {
        const isFirst = !written.some(({ functionCall }) => functionCall !== undefined);
        written.push(
          this.#call(part, part.seal ?? signature ?? (isFirst && needsSignatures.test(this.#model) ? signatureOfOthers : undefined)),
        );
        signature = undefined;
      }
    }
    if (signature !== undefined) written.push({ text: '', thoughtSignature: signature });
    this.#add('model', written);
  }

  #add(role: Content['role'], parts: readonly Part[]): void {
    const last = this.contents.at(-1);
    if (parts.length === 0) return;
    if (last?.role === role) last.parts.push(...parts);
    else this.contents.push({ role, parts: [...parts] });
  }

  #call({ id, name, input }: CallPart, signature: string | undefined): Part {
    this.#calls.set(id, { name, order: this.#calls.size });
    return { functionCall: { id, name, args: input }, thoughtSignature: signature };
  }

  #result({ callId, content, hasFailed, at }: ResultPart): Part {
    const call = this.#calls.get(callId);
    if (call === undefined) throw refusal(at, 'names no tool call that came before it.');
    const texts = content.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
    const media = content.flatMap((part) => (part.kind === 'media' ? [writeMedia(part)] : []));
    const response = texts.length === 0 && media.length > 0 ? {} : responseOf(texts.join('\n'), hasFailed);
    return { functionResponse: { id: callId, name: call.name, response, parts: media.length === 0 ? undefined : media } };
  }

  /** Results of parallel calls in the order of the calls, and before what else is said: they belong together. */
  sorted(): readonly Content[] {
    const orderOf = ({ functionResponse }: Part): number => {
      const id = asRecord(functionResponse)?.id;
      return functionResponse === undefined ? Number.POSITIVE_INFINITY : (this.#calls.get(String(id))?.order ?? 0);
    };
    const byOrder = (left: Part, right: Part): number => {
      const [one, other] = [orderOf(left), orderOf(right)];
      return one === other ? 0 : one - other;
    };
    return this.contents.map(({ role, parts }) => ({ role, parts: role === 'user' ? parts.toSorted(byOrder) : parts }));
  }
}

/** Turns as Google's contents, in which what follows in the same role is one content. System turns go into one instruction. */
export function writeGeminiTurns(
  turns: readonly Turn[],
  model: string,
): { readonly systemInstruction: object | undefined; readonly contents: readonly object[] } {
  const system: Part[] = [];
  const writer = new ContentsWriter(model);
  for (const turn of turns) {
    if (turn.role === 'system') system.push(...turn.parts.flatMap(writeContent));
    else if (turn.role === 'user') writer.user(turn.parts);
    else writer.model(turn.parts);
  }
  return { systemInstruction: system.length === 0 ? undefined : { parts: system }, contents: writer.sorted() };
}
