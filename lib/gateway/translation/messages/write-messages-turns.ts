import type { CallPart, MediaPart, ResultPart, TextPart, ThoughtPart, Turn } from '../conversation.ts';
import { refusal } from '../field-reader.ts';
import { toolUseId } from './tool-use-id.ts';

type Block = Readonly<Record<string, unknown>>;
interface MessagesTurn {
  readonly role: 'user' | 'assistant';
  content: Block[];
}

/** Anthropic refuses empty texts, which say nothing. */
const writeText = ({ text, cacheMark }: TextPart): Block[] => (text === '' ? [] : [{ type: 'text', text, cache_control: cacheMark }]);

function sourceOf({ source, medium, sourceAt }: MediaPart): Block {
  if (source.from === 'url') return { type: 'url', url: source.url };
  if (source.from === 'text') return { type: 'text', media_type: 'text/plain', data: source.text };
  if (medium === 'document' && source.mediaType !== 'application/pdf') {
    throw refusal(sourceAt, 'must be a PDF as a Base64 data URL for this model.');
  }
  return { type: 'base64', media_type: source.mediaType, data: source.data };
}

function writeMedia(part: MediaPart): Block {
  const { medium, title, cacheMark } = part;
  if (medium !== 'image' && medium !== 'document') throw refusal(part.at, `is "${medium}", which this model cannot read.`);
  const block = { type: medium, source: sourceOf(part), cache_control: cacheMark };
  return medium === 'document' ? { ...block, title } : block;
}

const writeContent = (part: TextPart | MediaPart): Block[] => (part.kind === 'text' ? writeText(part) : [writeMedia(part)]);

function writeResult({ callId, content, hasFailed }: ResultPart): Block {
  const result = { type: 'tool_result', tool_use_id: toolUseId(callId), content: content.flatMap(writeContent) };
  return hasFailed ? { ...result, is_error: true } : result;
}

/** Anthropic takes back only thinking that it signed; a model loses nothing it would have read. */
function writeThought({ text, seal, isRedacted }: ThoughtPart): Block[] {
  if (seal?.issuer !== 'anthropic' || seal.data === '') return [];
  return [isRedacted ? { type: 'redacted_thinking', data: seal.data } : { type: 'thinking', thinking: text, signature: seal.data }];
}

function writePart(part: TextPart | MediaPart | ResultPart | ThoughtPart | CallPart): Block[] {
  switch (part.kind) {
    case 'text':
    case 'media':
      return writeContent(part);
    case 'result':
      return [writeResult(part)];
    case 'thought':
      return writeThought(part);
    case 'call':
      return [{ type: 'tool_use', id: toolUseId(part.id), name: part.name, input: part.input }];
  }
}

/** Results come before everything else of a turn, since Anthropic wants them right after the calls. */
const resultsFirst = (blocks: readonly Block[]): Block[] => [
  ...blocks.filter(({ type }) => type === 'tool_result'),
  ...blocks.filter(({ type }) => type !== 'tool_result'),
];

/**
 * Turns as Anthropic's, which alternate: what follows in the same role is one turn. System turns, wherever they stand, go
 * to the top in their order, as Anthropic's own compatibility endpoint for OpenAI's SDK does it.
 */
export function writeMessagesTurns(turns: readonly Turn[]): {
  readonly system: Block[] | undefined;
  readonly messages: readonly MessagesTurn[];
} {
  const system: Block[] = [];
  const written: MessagesTurn[] = [];
  for (const { role, parts } of turns) {
    const content = parts.flatMap(writePart);
    const last = written.at(-1);
    if (role === 'system') system.push(...content);
    else if (last?.role === role) last.content.push(...content);
    else written.push({ role, content });
  }
  for (const turn of written) turn.content = resultsFirst(turn.content);
  return { system: system.length === 0 ? undefined : system, messages: written.filter(({ content }) => content.length > 0) };
}
