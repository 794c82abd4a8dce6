import type { MediaPart, ResultPart, TextPart, Turn } from '../conversation.ts';
import { refusal } from '../field-reader.ts';

type Message = Readonly<Record<string, unknown>>;
type UserPart = Extract<Turn, { role: 'user' }>['parts'][number];
type AssistantPart = Extract<Turn, { role: 'assistant' }>['parts'][number];

/** The formats of sound that OpenAI reads, by media type. */
const audioFormats: ReadonlyMap<string, string> = new Map([
  ['audio/wav', 'wav'],
  ['audio/x-wav', 'wav'],
  ['audio/wave', 'wav'],
  ['audio/mp3', 'mp3'],
  ['audio/mpeg', 'mp3'],
]);

function writeAudio({ source, at, sourceAt }: MediaPart): Message {
  if (source.from !== 'data') throw refusal(sourceAt, 'must be embedded for this model.');
  const format = audioFormats.get(source.mediaType);
  if (format === undefined) throw refusal(at, `is "${source.mediaType}"; this model hears audio/wav and audio/mp3.`);
  return { type: 'input_audio', input_audio: { data: source.data, format } };
}

/** A document given as text is text, under its title. OpenAI demands the file name of an embedded one. */
function writeDocument({ source, title, sourceAt }: MediaPart): Message {
  if (source.from === 'text') return { type: 'text', text: title === undefined ? source.text : `${title}\n\n${source.text}` };
  if (source.from !== 'data') throw refusal(sourceAt, 'must be embedded for this model.');
  return { type: 'file', file: { filename: title ?? 'document.pdf', file_data: `data:${source.mediaType};base64,${source.data}` } };
}

function writeImage({ source, detail, sourceAt }: MediaPart): Message {
  if (source.from === 'text') throw refusal(sourceAt, 'must be a picture.');
  const url = source.from === 'url' ? source.url : `data:${source.mediaType};base64,${source.data}`;
  return { type: 'image_url', image_url: { url, detail } };
}

function writePart(part: TextPart | MediaPart): Message {
  if (part.kind === 'text') return { type: 'text', text: part.text };
  if (part.medium === 'image') return writeImage(part);
  if (part.medium === 'document') return writeDocument(part);
  if (part.medium === 'audio') return writeAudio(part);
  throw refusal(part.at, 'is a video, which this model cannot see.');
}

/**
 * A tool's result. The chat protocol has no mark for a tool that failed, so the text has to say it; and takes text
 * alone, so a picture in a result is refused.
 */
function writeResult({ callId, content, hasFailed }: ResultPart): Message {
  const texts = content.map((part) => {
    if (part.kind === 'media') throw refusal(part.at, `is "${part.medium}", but this model takes only text here.`);
    return part.text;
  });
  const text = texts.join('\n');
  return { role: 'tool', tool_call_id: callId, content: hasFailed && !/^error/i.test(text) ? `Error: ${text}` : text };
}

/** One text is sent as such, because not every provider takes lists. */
function contentOf(parts: readonly Message[]): unknown {
  const [only] = parts;
  return parts.length === 1 && only?.type === 'text' ? only.text : parts;
}

/** Results come first, since the chat protocol wants them right after the calls; the rest is one message after them. */
function writeUser(parts: readonly UserPart[]): readonly Message[] {
  const results: Message[] = [];
  const rest: Message[] = [];
  for (const part of parts) {
    if (part.kind === 'result') results.push(writeResult(part));
    else rest.push(writePart(part));
  }
  return rest.length === 0 ? results : [...results, { role: 'user', content: contentOf(rest) }];
}

/**
 * What the assistant said and called. Sealed thinking is left out: only the models of its issuer can read it. Thinking
 * without a seal was told by a provider of the chat protocol; some of them want it back between tool calls.
 */
function writeAssistant(parts: readonly AssistantPart[]): Message {
  const texts: string[] = [];
  const thoughts: string[] = [];
  const calls: object[] = [];
  for (const part of parts) {
    if (part.kind === 'text') texts.push(part.text);
    else if (part.kind === 'call') {
      calls.push({ id: part.id, type: 'function', function: { name: part.name, arguments: JSON.stringify(part.input) } });
    } else if (part.seal === null) thoughts.push(part.text);
  }
  return {
    role: 'assistant',
    content: texts.length === 0 ? null : texts.join(''),
    reasoning_content: thoughts.length === 0 ? undefined : thoughts.join('\n'),
    tool_calls: calls.length === 0 ? undefined : calls,
  };
}

/** Turns as the messages of a chat. */
export function writeChatTurns(turns: readonly Turn[]): readonly Message[] {
  return turns.flatMap((turn) => {
    if (turn.role === 'user') return writeUser(turn.parts);
    if (turn.role === 'assistant') return [writeAssistant(turn.parts)];
    const text = turn.parts.map((part) => part.text).join('\n\n');
    return text === '' ? [] : [{ role: 'system', content: text }];
  });
}
