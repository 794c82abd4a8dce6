import { expect } from 'vitest';
import type { ErrorCode } from '#lib/core/errors.ts';
import { signAwsRequest } from '#lib/outbound/index.ts';
import { claudeChunk, eventMessage } from '../support/event-stream.ts';
import type { SeenRequest } from '../support/scripted-provider.ts';
import { claudeCalls, claudeEvents } from './anthropic.ts';
import { type ContractFault, type ProviderContract, usageOf } from './contract.ts';

const accessKey = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', sessionToken: null };
const temporaryKey = { ...accessKey, accessKeyId: 'ASIAIOSFODNN7EXAMPLE', sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE==' };
const model = 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0';
const path = '/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0';
const beta = '"anthropic_beta":["context-1m-2025-08-07","tools-1"]';

/** AWS computes the signature anew from what arrives; so does this. */
const verifySigned =
  (credentials: typeof accessKey | typeof temporaryKey) =>
  ({ method, path: sent, headers, body }: SeenRequest): void => {
    const authorization = headers.authorization ?? '';
    const names = /SignedHeaders=([^,]+),/.exec(authorization)?.[1]?.split(';') ?? [];
    expect(names).toEqual(expect.arrayContaining(['host', 'x-amz-date']));
    const date = String(headers['x-amz-date']);
    const now = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    expect(Math.abs(now - Date.now())).toBeLessThan(60_000);
    const signed = names.flatMap((name) => [name, String(headers[name])]);
    const request = { method, path: sent, headers: signed, body: body.length === 0 ? null : body };
    expect(authorization).toBe(signAwsRequest(request, credentials, { region: 'eu-central-1', service: 'bedrock', now }));
    expect(headers['x-amz-security-token']).toBe(credentials.sessionToken ?? undefined);
  };

const fault = (status: number, exception: string, code: ErrorCode, more: Partial<ContractFault> = {}): ContractFault => ({
  status,
  headers: {
    'x-amzn-errortype': `${exception}:http://internal.amazon.com/coral/com.amazon.bedrock/`,
    'x-amzn-requestid': 'a-b-c',
    ...more.headers,
  },
  body: '{"message":"Their words"}',
  code,
  words: code === 'provider_credentials_rejected' ? null : 'Their words',
  ...(more.retryAfter === undefined ? {} : { retryAfter: more.retryAfter }),
});

const faults: readonly ContractFault[] = [
  fault(400, 'ValidationException', 'provider_rejected'),
  fault(400, 'ServiceQuotaExceededException', 'provider_quota_exhausted'),
  fault(403, 'UnrecognizedClientException', 'provider_credentials_rejected'),
  fault(403, 'AccessDeniedException', 'provider_credentials_rejected'),
  fault(403, 'ExpiredTokenException', 'provider_credentials_rejected'),
  fault(404, 'ResourceNotFoundException', 'provider_rejected'),
  fault(408, 'ModelTimeoutException', 'provider_timeout'),
  fault(424, 'ModelErrorException', 'provider_error'),
  fault(429, 'ThrottlingException', 'provider_rate_limited', { headers: { 'retry-after': '4' }, retryAfter: '4' }),
  fault(429, 'ModelNotReadyException', 'provider_overloaded'),
  fault(500, 'InternalServerException', 'provider_error'),
  fault(503, 'ServiceUnavailableException', 'provider_overloaded'),
];

const contract = (credential: string, authorization: string | RegExp, verifyCall?: ProviderContract['verifyCall']): ProviderContract => ({
  provider: 'bedrock',
  source: 'docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html',
  address: 'https://bedrock-runtime.eu-central-1.amazonaws.com',
  basePath: '',
  connection: { credential, settings: { region: 'eu-central-1' } },
  ...(verifyCall === undefined ? {} : { verifyCall }),
  model,
  isPriced: true,
  calls: claudeCalls({
    model,
    headers: { authorization, 'content-type': 'application/json', 'x-api-key': null },
    paths: { whole: `${path}/invoke`, stream: `${path}/invoke-with-response-stream`, count: `${path}/count-tokens` },
    body: (fields) => `{${fields},"anthropic_version":"bedrock-2023-05-31",${beta}}`,
    countBody: (fields) => {
      const counted = `{${fields},"anthropic_version":"bedrock-2023-05-31","max_tokens":1,${beta}}`;
      return JSON.stringify({ input: { invokeModel: { body: Buffer.from(counted).toString('base64') } } });
    },
    countAnswer: '{"inputTokens":9}',
    stream: { type: 'application/vnd.amazon.eventstream', parts: claudeEvents.map(claudeChunk) },
  }),
  faults,
  listing: {
    path: '/foundation-models',
    headers: { authorization },
    body: '{"modelSummaries":[{"modelId":"anthropic.claude-sonnet-4-5-20250929-v1:0","providerName":"Anthropic"}]}',
    models: ['anthropic.claude-sonnet-4-5-20250929-v1:0'],
  },
});

const join = (key: typeof accessKey | typeof temporaryKey): string =>
  [key.accessKeyId, key.secretAccessKey, ...(key.sessionToken === null ? [] : [key.sessionToken])].join(':');

const nova = 'amazon.nova-lite-v1:0';
const novaPath = '/model/amazon.nova-lite-v1%3A0';
const question = '"messages":[{"role":"system","content":"Short."},{"role":"user","content":"Größe?"}]';
const converseUsage = { inputTokens: 12, outputTokens: 3, totalTokens: 19, cacheReadInputTokens: 4, cacheWriteInputTokens: 0 };
const converseSent = {
  messages: [{ role: 'user', content: [{ text: 'Größe?' }] }],
  system: [{ text: 'Short.' }],
  inferenceConfig: { maxTokens: 16, temperature: 0.5, stopSequences: ['END'] },
};
const weather = { type: 'function', function: { name: 'weather', description: 'Of a place', parameters: { type: 'object' } } };
const weatherSent = {
  tools: [{ toolSpec: { name: 'weather', description: 'Of a place', inputSchema: { json: { type: 'object' } } } }],
  toolChoice: { any: {} },
};
const apiKey = { authorization: 'Bearer bedrock-api-key-contract', 'content-type': 'application/json' };
const converseListing = {
  path: '/foundation-models',
  headers: { authorization: apiKey.authorization },
  body: '{"modelSummaries":[{"modelId":"amazon.nova-lite-v1:0"}]}',
  models: [nova],
};

/** docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html: all other models, by chat completions. */
const converseContract: ProviderContract = {
  provider: 'bedrock',
  source: 'docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html',
  address: 'https://bedrock-runtime.us-east-1.amazonaws.com',
  basePath: '',
  connection: { credential: 'bedrock-api-key-contract', settings: { region: 'us-east-1' } },
  model: nova,
  isPriced: true,
  calls: [
    {
      name: 'a chat completion',
      path: '/api/v1/chat/completions',
      body: `{"model":"${nova}",${question},"max_tokens":16,"temperature":0.5,"stop":"END"}`,
      sent: { path: `${novaPath}/converse`, headers: apiKey, body: JSON.stringify(converseSent) },
      answer: JSON.stringify({
        output: { message: { role: 'assistant', content: [{ text: 'Groß.' }] } },
        stopReason: 'max_tokens',
        usage: converseUsage,
        metrics: { latencyMs: 100 },
      }),
      told: ([completion]) =>
        expect(completion).toMatchObject({
          object: 'chat.completion',
          model: nova,
          choices: [{ index: 0, message: { role: 'assistant', content: 'Groß.' }, finish_reason: 'length' }],
          usage: { prompt_tokens: 16, completion_tokens: 3, total_tokens: 19, prompt_tokens_details: { cached_tokens: 4 } },
        }),
      usage: usageOf(12, 3, { cacheRead: 4, cacheWrite: 0 }),
    },
    {
      name: 'a stream with a tool',
      path: '/api/v1/chat/completions',
      body: `{"model":"${nova}",${question},"max_tokens":16,"temperature":0.5,"stop":["END"],"stream":true,"tools":[${JSON.stringify(weather)}],"tool_choice":"required"}`,
      sent: {
        path: `${novaPath}/converse-stream`,
        headers: { ...apiKey, accept: 'application/vnd.amazon.eventstream' },
        body: JSON.stringify({ ...converseSent, toolConfig: weatherSent }),
      },
      answer: {
        type: 'application/vnd.amazon.eventstream',
        parts: [
          eventMessage('messageStart', { role: 'assistant', p: 'ab' }),
          eventMessage('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Groß, 🙂' }, p: 'abc' }),
          eventMessage('contentBlockStop', { contentBlockIndex: 0 }),
          eventMessage('contentBlockStart', { contentBlockIndex: 1, start: { toolUse: { toolUseId: 'tooluse_1', name: 'weather' } } }),
          eventMessage('contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: '{"place":' } } }),
          eventMessage('contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: '"Bonn"}' } } }),
          eventMessage('contentBlockStop', { contentBlockIndex: 1 }),
          eventMessage('messageStop', { stopReason: 'tool_use' }),
          eventMessage('metadata', { usage: converseUsage, metrics: { latencyMs: 100 } }),
        ],
      },
      told: (chunks) => {
        const choices = chunks.slice(0, -1).map((chunk) => Object(chunk).choices[0]);
        expect(choices.map((choice) => choice.delta)).toEqual([
          { role: 'assistant', content: '' },
          { content: 'Groß, 🙂' },
          { tool_calls: [{ index: 0, id: 'tooluse_1', type: 'function', function: { name: 'weather', arguments: '' } }] },
          { tool_calls: [{ index: 0, function: { arguments: '{"place":' } }] },
          { tool_calls: [{ index: 0, function: { arguments: '"Bonn"}' } }] },
          {},
        ]);
        expect(choices.at(-1)).toMatchObject({ finish_reason: 'tool_calls' });
        expect(chunks.at(-1)).toBe('[DONE]');
      },
      usage: usageOf(12, 3, { cacheRead: 4, cacheWrite: 0 }),
    },
  ],
  faults,
  listing: converseListing,
};

const titan = 'amazon.titan-embed-text-v2:0';
const cohereEmbed = 'cohere.embed-v4:0';

const embeddingsContract = (model: string, isPriced: boolean, calls: ProviderContract['calls']): ProviderContract => ({
  provider: 'bedrock',
  source: 'docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html',
  address: 'https://bedrock-runtime.us-east-1.amazonaws.com',
  basePath: '',
  connection: { credential: 'bedrock-api-key-contract', settings: { region: 'us-east-1' } },
  model,
  isPriced,
  calls,
  faults: faults.slice(0, 2),
  listing: converseListing,
});

/** Embeddings of Amazon Titan and Cohere, by OpenAI's protocol. */
const embeddingContracts: readonly ProviderContract[] = [
  embeddingsContract(titan, true, [
    {
      name: 'an embedding',
      path: '/api/v1/embeddings',
      body: `{"model":"${titan}","input":"Größe","dimensions":256,"encoding_format":"base64"}`,
      sent: { path: '/model/amazon.titan-embed-text-v2%3A0/invoke', headers: apiKey, body: '{"inputText":"Größe","dimensions":256}' },
      answer: '{"embedding":[0.5,-2],"embeddingsByType":{"float":[0.5,-2]},"inputTextTokenCount":3}',
      told: `{"object":"list","data":[{"object":"embedding","index":0,"embedding":"AAAAPwAAAMA="}],"model":"${titan}","usage":{"prompt_tokens":3,"total_tokens":3}}`,
      usage: usageOf(3, 0),
    },
  ]),
  embeddingsContract(cohereEmbed, false, [
    {
      name: 'embeddings',
      path: '/api/v1/embeddings',
      body: `{"model":"${cohereEmbed}","input":["a","b"]}`,
      sent: {
        path: '/model/cohere.embed-v4%3A0/invoke',
        headers: apiKey,
        body: '{"texts":["a","b"],"input_type":"search_document","embedding_types":["float"]}',
      },
      answer: '{"id":"1","response_type":"embeddings_by_type","embeddings":{"float":[[0.5],[1]]},"texts":["a","b"]}',
      told: `{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]},{"object":"embedding","index":1,"embedding":[1]}],"model":"${cohereEmbed}"}`,
      // Cohere's models report no tokens in the body, so the text is counted.
      usage: usageOf(3, 0),
    },
  ]),
];

/** docs.aws.amazon.com/bedrock: Anthropic's models, with each kind of credential, and the others. */
export const bedrockContracts: readonly ProviderContract[] = [
  contract(
    join(accessKey),
    /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/eu-central-1\/bedrock\/aws4_request, /,
    verifySigned(accessKey),
  ),
  contract(join(temporaryKey), /^AWS4-HMAC-SHA256 Credential=ASIAIOSFODNN7EXAMPLE\//, verifySigned(temporaryKey)),
  contract('bedrock-api-key-contract', 'Bearer bedrock-api-key-contract'),
  converseContract,
  ...embeddingContracts,
];
