import { asRecord } from '../../json/as-record.ts';
import { readCarriedSeal } from '../carried-seal.ts';
import type { CallPart, MediaPart, ResultPart, TextPart, ThoughtPart, Turn } from '../conversation.ts';
import type { FieldReader } from '../field-reader.ts';
import { readGeminiMedia } from './read-gemini-media.ts';

/** A call that has no result yet. */
interface OpenCall {
  readonly id: string;
  readonly name: string;
}

const sealOf = (signature: string): Omit<ThoughtPart, 'kind' | 'text'> =>
  readCarriedSeal(signature) ?? { seal: { issuer: 'gemini', data: signature }, isRedacted: false };

/** What a tool gave back: `{output: "…"}` and `{error: "…"}` are Google's convention for texts, all else is told as JSON. */
function textOfResponse(response: unknown): { readonly text: string; readonly hasFailed: boolean } {
  const record = asRecord(response) ?? {};
  const [[name, value] = [], ...others] = Object.entries(record);
  const isText = others.length === 0 && typeof value === 'string';
  if (isText && (name === 'output' || name === 'error')) return { text: value, hasFailed: name === 'error' };
  return { text: JSON.stringify(record), hasFailed: false };
}

/** Reads contents in their order; results find their calls by id, or by name and order where they have none. */
class ContentsReader {
  readonly #open: OpenCall[] = [];

  turn(content: FieldReader, at: number): Turn {
    const role = content.text('role') ?? 'user';
    const parts = content.objects('parts');
    content.close();
    // `function` is what the role of results was called at first.
    if (role === 'user' || role === 'function') return { role: 'user', parts: parts.map((part) => this.#userPart(part)) };
    if (role !== 'model') throw content.refuse('role', `is "${role}"; possible are user and model.`);
    return { role: 'assistant', parts: parts.flatMap((part, index) => this.#modelPart(part, `call_${at}_${index}`)) };
  }

  #userPart(part: FieldReader): TextPart | MediaPart | ResultPart {
    // What is cut out of a video and how finely media are looked at only Gemini can be told.
    part.ignore('mediaResolution', 'thoughtSignature');
    const response = part.object('functionResponse');
    const read = response === undefined ? (readGeminiMedia(part) ?? this.#text(part)) : this.#result(response);
    part.close();
    return read;
  }

  #text(part: FieldReader): TextPart {
    const text = part.text('text');
    if (text !== undefined) return { kind: 'text', text };
    part.close();
    throw part.refuse('text', 'is missing; a part needs a text, a medium, a call or a result.');
  }

  #result(response: FieldReader): ResultPart {
    const id = response.text('id');
    const name = response.requiredText('name');
    const at = this.#open.findIndex((call) => (id === undefined ? call.name === name : call.id === id));
    const [call] = at === -1 ? [] : this.#open.splice(at, 1);
    if (call === undefined) throw response.refuse(id === undefined ? 'name' : 'id', 'answers no call of a function that came before it.');
    const { text, hasFailed } = textOfResponse(response.take('response'));
    const media = response.objects('parts').flatMap((part) => {
      const read = readGeminiMedia(part);
      part.close();
      return read === undefined ? [] : [read];
    });
    response.expectOnly('willContinue', (value) => value === false);
    response.ignore('scheduling');
    response.close();
    const texts: TextPart[] = media.length > 0 && text === '{}' ? [] : [{ kind: 'text', text }];
    return { kind: 'result', callId: call.id, content: [...texts, ...media], hasFailed, at: response.at('name') };
  }

  #modelPart(part: FieldReader, callId: string): (TextPart | ThoughtPart | CallPart)[] {
    const signature = part.text('thoughtSignature') ?? '';
    const isThought = part.flag('thought') === true;
    const called = part.object('functionCall');
    if (called !== undefined) {
      const call = this.#call(called, callId);
      part.close();
      if (signature === '') return [call];
      const { seal, isRedacted } = sealOf(signature);
      return seal?.issuer === 'gemini' ? [{ ...call, seal: seal.data }] : [{ kind: 'thought', text: '', seal, isRedacted }, call];
    }
    const { text } = this.#text(part);
    part.close();
    if (isThought) return [{ kind: 'thought', text, ...(signature === '' ? { seal: null, isRedacted: false } : sealOf(signature)) }];
    const said: TextPart = { kind: 'text', text };
    return signature === '' ? [said] : [said, { kind: 'thought', text: '', ...sealOf(signature) }];
  }

  #call(called: FieldReader, callId: string): CallPart {
    const id = called.text('id') ?? callId;
    const name = called.requiredText('name');
    const input = called.take('args') ?? {};
    called.close();
    this.#open.push({ id, name });
    return { kind: 'call', id, name, input };
  }
}

/** The system instruction and the contents of a request. */
export function readGeminiTurns(fields: FieldReader): readonly Turn[] {
  const instruction = fields.object('systemInstruction');
  instruction?.ignore('role');
  const texts = (instruction?.objects('parts') ?? []).map((part): TextPart => {
    const text = part.requiredText('text');
    part.close();
    return { kind: 'text', text };
  });
  instruction?.close();
  const reader = new ContentsReader();
  const turns = fields.objects('contents').map((content, at) => reader.turn(content, at));
  return texts.length === 0 ? turns : [{ role: 'system', parts: texts }, ...turns];
}
