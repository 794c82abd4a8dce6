import { Readable } from 'node:stream';
import { findEndpoint } from '#lib/gateway/endpoints.ts';
import type { CallProtocol } from '#lib/gateway/protocols/protocol.ts';

const schema = { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] };
const pixel = 'iVBORw0KGgo=';

/** A request with most of what its protocol can say. */
export interface SampleRequest {
  readonly path: string;
  readonly query: string;
  readonly protocol: CallProtocol;
  readonly body: object;
}

function sample(path: string, body: object): SampleRequest {
  const [plain = '', query = ''] = path.split('?');
  const header = () => undefined;
  const readBody = () => Promise.reject(new Error('It has no body'));
  const streamBody = () => Readable.from([]);
  const asked = {
    method: 'POST',
    path: plain,
    query,
    remoteAddress: null,
    connection: null,
    header,
    headers: () => [],
    readBody,
    streamBody,
  };
  const endpoint = findEndpoint(asked);
  if (!('protocol' in endpoint)) throw new Error(`${path} is no call`);
  return { path: plain, query, protocol: endpoint.protocol, body };
}

const chat = {
  model: 'sim',
  stream: true,
  max_tokens: 100,
  temperature: 0.5,
  stop: ['END'],
  tools: [{ type: 'function', function: { name: 'look_up', description: 'Looks up', parameters: schema } }],
  tool_choice: 'auto',
  response_format: { type: 'json_schema', json_schema: { name: 'x', schema } },
  messages: [
    { role: 'system', content: 'Be brief. Größe 😀' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Look 日本' },
        { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'a', type: 'function', function: { name: 'look_up', arguments: '{"place":"Ulm"}' } }],
    },
    { role: 'tool', tool_call_id: 'a', content: 'forty-two' },
  ],
};

const messages = {
  model: 'sim',
  stream: true,
  max_tokens: 100,
  system: [{ type: 'text', text: 'Be brief. Größe 😀', cache_control: { type: 'ephemeral' } }],
  tools: [{ name: 'look_up', description: 'Looks up', input_schema: schema }],
  tool_choice: { type: 'auto' },
  messages: [
    {
      role: 'user',
      content: [
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: pixel } },
        { type: 'text', text: 'Look 日本' },
      ],
    },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'look_up', input: { place: 'Ulm' } }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'forty-two' }] },
  ],
};

const contents = {
  systemInstruction: { parts: [{ text: 'Be brief. Größe 😀' }] },
  generationConfig: { maxOutputTokens: 100, temperature: 0.5, responseMimeType: 'application/json', responseSchema: schema },
  tools: [{ functionDeclarations: [{ name: 'look_up', description: 'Looks up', parameters: schema }] }],
  contents: [
    { role: 'user', parts: [{ inlineData: { mimeType: 'image/png', data: pixel } }, { text: 'Look 日本' }] },
    { role: 'model', parts: [{ functionCall: { name: 'look_up', args: { place: 'Ulm' } } }] },
    { role: 'user', parts: [{ functionResponse: { name: 'look_up', response: { output: 'forty-two' } } }] },
  ],
};

const responses = {
  model: 'sim',
  stream: true,
  max_output_tokens: 100,
  instructions: 'Be brief. Größe 😀',
  tools: [{ type: 'function', name: 'look_up', parameters: schema, strict: true }],
  text: { format: { type: 'json_schema', name: 'x', schema } },
  input: [
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'Look 日本' },
        { type: 'input_image', image_url: `data:image/png;base64,${pixel}` },
      ],
    },
    { type: 'function_call', call_id: 'a', name: 'look_up', arguments: '{"place":"Ulm"}' },
    { type: 'function_call_output', call_id: 'a', output: 'forty-two' },
  ],
};

const gemini = '/api/v1beta/models/sim';

/** One request of each kind of call. */
export const sampleRequests: readonly SampleRequest[] = [
  sample('/api/v1/chat/completions', chat),
  sample('/api/v1/messages', messages),
  sample('/api/v1/messages/count_tokens', messages),
  sample('/api/v1/responses', responses),
  sample(`${gemini}:generateContent`, contents),
  sample(`${gemini}:streamGenerateContent?alt=sse`, contents),
  sample(`${gemini}:countTokens`, contents),
  sample(`${gemini}:embedContent`, { content: { parts: [{ text: 'größer' }] } }),
  sample(`${gemini}:batchEmbedContents`, { requests: [{ model: 'models/sim', content: { parts: [{ text: 'größer' }] } }] }),
  sample('/api/v1/embeddings', { model: 'sim', input: ['größer', 'b'], dimensions: 8 }),
  sample('/api/v1/moderations', { model: 'sim', input: 'größer' }),
  sample('/api/v1/images/generations', { model: 'sim', prompt: 'größer', n: 2, size: '1024x1024' }),
  sample('/api/v1/rerank', { model: 'sim', query: 'größer', documents: ['a', 'b'], top_n: 1 }),
];
