import type { TokenUsage } from '#lib/usage/usage-event.ts';
import { type ContractCall, type ContractFault, type ProviderContract, sse, usageOf } from './contract.ts';

/** How a provider differs from OpenAI, as its contract sees it. */
export interface OpenAiLike {
  readonly provider: string;
  readonly source: string;
  readonly address: string | null;
  /** Where the address is the connection's own. */
  readonly basePath?: string;
  readonly model: string;
  readonly isPriced?: boolean;
  readonly connection?: ProviderContract['connection'];
  /** The path of chat completions, where it is not the base path's. */
  readonly chatPath?: string;
  /** The headers that let a call in. */
  readonly headers?: ContractCall['sent']['headers'];
  /** What the model is called upstream. */
  readonly sentModel?: string;
  /** The field that limits its answers, and whether it takes OpenAI's newer one. */
  readonly limitField?: 'max_tokens' | 'max_completion_tokens';
  /** Whether it takes `stream_options`; one that does not reports usage unasked. */
  readonly takesStreamOptions?: boolean;
  /** Its usage object as documented, and what it says. */
  readonly usage?: { readonly raw: object; readonly is: TokenUsage };
  /** What its chunks carry beside OpenAI's fields. */
  readonly chunkFields?: object;
  readonly more?: readonly ContractCall[];
  readonly faults?: readonly ContractFault[];
  readonly listing?: Partial<ProviderContract['listing']>;
}

const message = '"messages":[{"role":"user","content":"Größe?"}]';
const plainUsage = { raw: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 }, is: usageOf(12, 3) };

/** OpenAI's error object with a status, as most of its family answer it. */
export const openAiFault = (
  status: number,
  code: ContractFault['code'],
  error: object,
  more: Partial<ContractFault> = {},
): ContractFault => ({
  status,
  body: JSON.stringify({ error: { message: 'Their words', ...error } }),
  code,
  words: code === 'provider_credentials_rejected' ? null : 'Their words',
  ...more,
});

const usualFaults: readonly ContractFault[] = [
  openAiFault(400, 'provider_rejected', { type: 'invalid_request_error', param: 'messages' }),
  openAiFault(401, 'provider_credentials_rejected', { type: 'authentication_error', code: 'invalid_api_key' }),
  openAiFault(404, 'provider_rejected', { code: 'model_not_found' }),
  openAiFault(429, 'provider_rate_limited', { type: 'rate_limit_error' }, { headers: { 'retry-after': '7' }, retryAfter: '7' }),
  openAiFault(500, 'provider_error', { type: 'server_error' }),
  { status: 502, body: '<html>Bad gateway</html>', code: 'provider_error', words: 'status 502' },
];

function chatCalls(like: OpenAiLike): ContractCall[] {
  const { model, sentModel = model, limitField = 'max_completion_tokens', takesStreamOptions = true, usage = plainUsage } = like;
  const path = '/api/v1/chat/completions';
  const sent = {
    path: like.chatPath ?? `${pathOf(like)}/chat/completions`,
    headers: { authorization: 'Bearer sk-contract-secret', 'content-type': 'application/json', ...like.headers },
  };
  const chunk = (choices: readonly object[], more: object = {}): string =>
    JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: sentModel, choices, ...like.chunkFields, ...more });
  const words = chunk([{ index: 0, delta: { role: 'assistant', content: 'Groß, 🙂' }, finish_reason: null }]);
  const stop = [{ index: 0, delta: {}, finish_reason: 'stop' }];
  const [ending, usageAlone] = takesStreamOptions
    ? [chunk(stop), chunk([], { usage: usage.raw })]
    : [chunk(stop, { usage: usage.raw }), undefined];
  const events = [words, ending, ...(usageAlone === undefined ? [] : [usageAlone]), '[DONE]'];
  const stream = { type: 'text/event-stream; charset=utf-8', parts: [sse(...events)] };
  const reported = takesStreamOptions ? ',"stream_options":{"include_usage":true}' : '';
  return [
    {
      name: 'a chat completion',
      path,
      body: `{"model":"${model}",${message} , "max_completion_tokens" : 16,"unknown":1.50}`,
      sent: { ...sent, body: `{"model":"${sentModel}",${message} , "${limitField}" : 16,"unknown":1.50}` },
      answer: JSON.stringify({
        id: 'c',
        object: 'chat.completion',
        created: 1,
        model: sentModel,
        choices: [{ index: 0, message: { role: 'assistant', content: 'Groß.' }, finish_reason: 'stop' }],
        usage: usage.raw,
        theirs: { größe: 1 },
      }),
      usage: usage.is,
    },
    {
      name: 'a stream whose caller asks for no usage',
      path,
      body: `{"model":"${model}",${message},"stream":true}`,
      sent: {
        ...sent,
        headers: { ...sent.headers, accept: 'text/event-stream' },
        body: `{"model":"${sentModel}",${message},"stream":true${reported}}`,
      },
      answer: stream,
      told: [words, ending, '[DONE]'],
      usage: usage.is,
    },
    {
      name: 'a stream whose caller asks for usage',
      path,
      body: `{"model":"${model}","stream_options":{"include_usage":true},${message},"stream":true,"max_tokens":16}`,
      sent: {
        ...sent,
        body: `{"model":"${sentModel}",${takesStreamOptions ? '"stream_options":{"include_usage":true},' : ''}${message},"stream":true,"max_tokens":16}`,
      },
      answer: stream,
      told: events,
      usage: usage.is,
    },
  ];
}

/** The path of the address, without a slash at its end. */
const pathOf = ({ address, basePath }: OpenAiLike): string =>
  basePath ?? (address === null ? '' : new URL(address).pathname.replace(/\/$/, ''));

/** The contract of a provider that speaks OpenAI's chat completions. */
export const openAiLike = (like: OpenAiLike): ProviderContract => ({
  provider: like.provider,
  source: like.source,
  address: like.address,
  basePath: pathOf(like),
  ...(like.connection === undefined ? {} : { connection: like.connection }),
  model: like.model,
  isPriced: like.isPriced ?? true,
  calls: [...chatCalls(like), ...(like.more ?? [])],
  faults: [...usualFaults, ...(like.faults ?? [])],
  listing: {
    path: `${pathOf(like)}/models`,
    headers: { authorization: 'Bearer sk-contract-secret', ...like.headers },
    body: JSON.stringify({ object: 'list', data: [{ id: like.model, object: 'model' }] }),
    models: [like.model],
    ...like.listing,
  },
});

/** A call for embeddings as OpenAI's API has them. */
export const embeddingsCall = (model: string, path: string, headers: ContractCall['sent']['headers'], sentModel = model): ContractCall => ({
  name: 'embeddings',
  path: '/api/v1/embeddings',
  body: `{"input":["a","b"],"model":"${model}"}`,
  sent: { path, headers, body: `{"input":["a","b"],"model":"${sentModel}"}` },
  answer:
    '{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.1,-0.2]}],"model":"e","usage":{"prompt_tokens":2,"total_tokens":2}}',
  usage: usageOf(2, 0),
});
