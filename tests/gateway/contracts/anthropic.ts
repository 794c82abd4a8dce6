import { type ContractCall, type ContractFault, type ProviderContract, usageOf } from './contract.ts';

export const claudeModel = 'claude-sonnet-4-5';
const rest = '"max_tokens" : 16,"messages":[{"role":"user","content":"Größe?"}],"unknown":1.50';

/** A message as Anthropic's API answers it. */
export const claudeAnswer =
  '{"id":"msg_1", "type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[{"type":"text","text":"Groß."}],"stop_reason":"end_turn","usage":{"input_tokens":9,"cache_read_input_tokens":4,"cache_creation_input_tokens":2,"output_tokens":3}}';
export const claudeUsage = usageOf(9, 3, { cacheRead: 4, cacheWrite: 2 });

/** The events of its stream. */
export const claudeEvents: readonly object[] = [
  {
    type: 'message_start',
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      content: [],
      model: 'claude-sonnet-4-5-20250929',
      stop_reason: null,
      usage: { input_tokens: 9, cache_read_input_tokens: 4, cache_creation_input_tokens: 2, output_tokens: 1 },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'ping' },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Groß, 🙂' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 3 } },
  { type: 'message_stop' },
];

export const claudeSse = (events: readonly object[] = claudeEvents): Buffer =>
  Buffer.from(events.map((event) => `event: ${'type' in event ? event.type : ''}\ndata: ${JSON.stringify(event)}\n\n`).join(''));

/** How the three calls of its API look at a provider of Anthropic's models. */
export interface ClaudePlaces {
  readonly model: string;
  readonly headers: ContractCall['sent']['headers'];
  readonly paths: { readonly whole: string; readonly stream: string; readonly count: string };
  /** The bodies as they are sent, made of the fields of the caller's. */
  readonly body: (fields: string, streamed: boolean) => string;
  readonly countBody: (fields: string) => string;
  readonly countAnswer?: string;
  readonly stream?: Exclude<ContractCall['answer'], string>;
}

export function claudeCalls({ model, headers, paths, body, countBody, countAnswer, stream }: ClaudePlaces): ContractCall[] {
  const caller = { 'anthropic-version': '2023-06-01', 'anthropic-beta': 'context-1m-2025-08-07, tools-1' };
  const messages = rest.slice(rest.indexOf('"messages"'));
  return [
    {
      name: 'a message',
      path: '/api/v1/messages',
      headers: caller,
      body: `{"model":"${model}",${rest}}`,
      sent: { path: paths.whole, headers, body: body(rest, false) },
      answer: claudeAnswer,
      usage: claudeUsage,
    },
    {
      name: 'a stream',
      path: '/api/v1/messages',
      headers: caller,
      body: `{"model":"${model}",${rest},"stream":true}`,
      sent: { path: paths.stream, headers, body: body(rest, true) },
      answer: stream ?? { type: 'text/event-stream; charset=utf-8', parts: [claudeSse()] },
      told: claudeEvents.map((event) => JSON.stringify(event)),
      usage: claudeUsage,
    },
    {
      name: 'a count of tokens',
      path: '/api/v1/messages/count_tokens',
      headers: caller,
      body: `{"model":"${model}",${messages}}`,
      sent: { path: paths.count, headers, body: countBody(messages) },
      answer: countAnswer ?? '{"input_tokens":9}',
      told: '{"input_tokens":9}',
      usage: usageOf(0, 0),
    },
  ];
}

/** An error as Anthropic's API answers it. */
export const claudeFault = (
  status: number,
  type: string,
  code: ContractFault['code'],
  more: Partial<ContractFault> = {},
): ContractFault => ({
  status,
  body: JSON.stringify({ type: 'error', error: { type, message: 'Their words' }, request_id: 'req_1' }),
  code,
  words: code === 'provider_credentials_rejected' ? null : 'Their words',
  ...more,
});

/** docs.anthropic.com/en/api */
export const anthropicContract: ProviderContract = {
  provider: 'anthropic',
  source: 'docs.anthropic.com/en/api',
  address: 'https://api.anthropic.com',
  basePath: '',
  model: claudeModel,
  isPriced: true,
  calls: claudeCalls({
    model: claudeModel,
    headers: {
      'x-api-key': 'sk-contract-secret',
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'context-1m-2025-08-07, tools-1',
      authorization: null,
    },
    paths: { whole: '/v1/messages', stream: '/v1/messages', count: '/v1/messages/count_tokens' },
    body: (fields, streamed) => `{"model":"${claudeModel}",${fields}${streamed ? ',"stream":true' : ''}}`,
    countBody: (fields) => `{"model":"${claudeModel}",${fields}}`,
  }),
  faults: [
    claudeFault(400, 'invalid_request_error', 'provider_rejected'),
    claudeFault(401, 'authentication_error', 'provider_credentials_rejected'),
    claudeFault(404, 'not_found_error', 'provider_rejected'),
    claudeFault(429, 'rate_limit_error', 'provider_rate_limited', { headers: { 'retry-after': '9' }, retryAfter: '9' }),
    claudeFault(500, 'api_error', 'provider_error'),
    claudeFault(529, 'overloaded_error', 'provider_overloaded'),
  ],
  listing: {
    path: '/v1/models?limit=1000',
    headers: { 'x-api-key': 'sk-contract-secret', 'anthropic-version': '2023-06-01' },
    body: '{"data":[{"type":"model","id":"claude-sonnet-4-5-20250929","display_name":"Claude"}],"has_more":false}',
    models: ['claude-sonnet-4-5-20250929'],
  },
};
