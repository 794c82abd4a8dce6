import type { TextSource } from './injection/features.ts';

/** A text of a request, and whose word it is. */
export interface CallPart {
  /** `trusted`: what the application itself tells the model, and what the model said before. */
  readonly source: TextSource | 'trusted';
  readonly text: string;
}

type Fields = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Roles of the four protocols whose texts are not the caller's. */
const sourceOfRole: Readonly<Record<string, CallPart['source']>> = {
  system: 'trusted',
  developer: 'trusted',
  assistant: 'trusted',
  model: 'trusted',
  tool: 'tool',
  function: 'tool',
};
/** Kinds of parts that carry what a tool or a document brought, in the words of the protocols. */
const toolTypes = new Set([
  'tool_result',
  'function_call_output',
  'document',
  'search_result',
  'web_search_tool_result',
  'mcp_tool_result',
  'input_file',
]);
/** Fields whose value is what a tool brought, whatever stands around them. */
const toolFields = new Set(['functionResponse', 'function_response', 'tool_result']);
/** Fields by which the application speaks. */
const trustedFields = new Set(['system', 'instructions', 'systemInstruction', 'system_instruction']);
/** Fields that name, count or embed and say nothing. */
const silentFields = new Set([
  ...['model', 'role', 'type', 'id', 'name', 'tool_call_id', 'tool_use_id', 'call_id', 'tools', 'tool_choice', 'toolConfig', 'tool_calls'],
  ...['metadata', 'image_url', 'inlineData', 'inline_data', 'input_audio', 'file_data', 'response_format', 'generationConfig', 'stop'],
  ...[
    'detail',
    'mimeType',
    'mime_type',
    'media_type',
    'file_id',
    'url',
    'cache_control',
    'user',
    'service_tier',
    'voice',
    'format',
    'text_config',
  ],
]);
/** Whether a field only names, counts or embeds something. */
export const isSilent = (field: string): boolean => silentFields.has(field);

const depthMax = 24;
const embedded = /^data:[\w.+-]+\/[\w.+-]+[^,]{0,100};base64,/i;

function walk(value: unknown, source: CallPart['source'], depth: number, found: CallPart[]): void {
  if (depth > depthMax) return;
  if (typeof value === 'string') {
    if (value !== '' && !embedded.test(value)) found.push({ source, text: value });
  } else if (Array.isArray(value)) for (const one of value) walk(one, source, depth + 1, found);
  else if (isRecord(value)) {
    const { role, type } = value;
    const ofRole = typeof role === 'string' ? (sourceOfRole[role] ?? 'user') : source;
    const own = typeof type === 'string' && toolTypes.has(type) ? 'tool' : ofRole;
    // Embedded bytes of pictures and sounds; a document that is text is read.
    if (value.type === 'base64') return;
    for (const [name, inner] of Object.entries(value)) {
      if (isSilent(name)) continue;
      const said = toolFields.has(name) ? 'tool' : trustedFields.has(name) && depth === 0 ? 'trusted' : own;
      walk(inner, said, depth + 1, found);
    }
  }
}

/**
 * The texts of a request in any protocol, in their order. What the protocol does not name as the application's or a tool's is
 * taken for the caller's own, so that nothing passes because its field was not known. Empty for a body that is no JSON.
 */
export function readParts(body: Buffer): CallPart[] {
  let document: unknown;
  try {
    document = JSON.parse(body.toString('utf8'));
  } catch {
    // Whether a JSON body is one was judged when the request was read.
    return [];
  }
  const found: CallPart[] = [];
  walk(document, 'user', 0, found);
  return found;
}
