import { type ContractCall, type ContractFault, type ProviderContract, sse, usageOf } from './contract.ts';

export const geminiModel = 'gemini-2.5-flash';
const body = '{"contents":[{"role":"user","parts":[{"text":"Größe?"}]}], "generationConfig":{"maxOutputTokens":16}}';
const usage = {
  promptTokenCount: 12,
  cachedContentTokenCount: 4,
  candidatesTokenCount: 3,
  thoughtsTokenCount: 5,
  totalTokenCount: 20,
};
const is = usageOf(8, 8, { cacheRead: 4, reasoning: 5 });
const chunk = (text: string, more: object = {}): string =>
  JSON.stringify({ candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, ...more }], modelVersion: geminiModel });
const last = JSON.stringify({
  candidates: [{ content: { parts: [{ text: '🙂' }] }, finishReason: 'STOP', index: 0 }],
  usageMetadata: usage,
});

/** The calls of Gemini's protocol; `path` is what stands before the action. */
export const geminiCalls = (path: string, headers: ContractCall['sent']['headers']): ContractCall[] => [
  {
    name: 'content',
    path: `/api/v1beta/models/${geminiModel}:generateContent`,
    body,
    sent: { path: `${path}:generateContent`, headers, body },
    answer: `{"candidates":[{"content":{"parts":[{"text":"Groß."}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":${JSON.stringify(usage)}}`,
    usage: is,
  },
  {
    name: 'a stream of content',
    path: `/api/v1beta/models/${geminiModel}:streamGenerateContent?alt=sse`,
    body,
    sent: { path: `${path}:streamGenerateContent?alt=sse`, headers, body },
    answer: { type: 'text/event-stream', parts: [sse(chunk('Groß, '), last)] },
    told: [chunk('Groß, '), last],
    usage: is,
  },
  {
    name: 'a count of tokens',
    path: `/api/v1beta/models/${geminiModel}:countTokens`,
    body: '{"contents":[{"role":"user","parts":[{"text":"Größe?"}]}]}',
    sent: { path: `${path}:countTokens`, headers, body: '{"contents":[{"role":"user","parts":[{"text":"Größe?"}]}]}' },
    answer: '{"totalTokens":5}',
    usage: usageOf(0, 0),
  },
];

/** An error as Google's APIs answer it (AIP-193). */
export const googleFault = (
  code: number,
  status: string,
  ours: ContractFault['code'],
  more: Partial<ContractFault> & { details?: object[] } = {},
): ContractFault => {
  const { details = [], ...rest } = more;
  return {
    status: code,
    body: JSON.stringify({ error: { code, message: 'Their words', status, details } }),
    code: ours,
    words: ours === 'provider_credentials_rejected' ? null : 'Their words',
    ...rest,
  };
};

export const googleFaults: readonly ContractFault[] = [
  googleFault(400, 'INVALID_ARGUMENT', 'provider_rejected'),
  googleFault(401, 'UNAUTHENTICATED', 'provider_credentials_rejected'),
  googleFault(403, 'PERMISSION_DENIED', 'provider_credentials_rejected'),
  googleFault(404, 'NOT_FOUND', 'provider_rejected'),
  googleFault(429, 'RESOURCE_EXHAUSTED', 'provider_rate_limited', {
    details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '17.5s' }],
    retryAfter: '18',
  }),
  googleFault(500, 'INTERNAL', 'provider_error'),
  googleFault(503, 'UNAVAILABLE', 'provider_overloaded', { headers: { 'retry-after': '3' }, retryAfter: '3' }),
];

/** ai.google.dev/api */
export const googleContract: ProviderContract = {
  provider: 'google',
  source: 'ai.google.dev/api',
  address: 'https://generativelanguage.googleapis.com',
  basePath: '',
  model: geminiModel,
  isPriced: true,
  calls: geminiCalls(`/v1beta/models/${geminiModel}`, { 'x-goog-api-key': 'sk-contract-secret', authorization: null }),
  faults: googleFaults,
  listing: {
    path: '/v1beta/models?pageSize=1000',
    headers: { 'x-goog-api-key': 'sk-contract-secret' },
    body: '{"models":[{"name":"models/gemini-2.5-flash","version":"001"}]}',
    models: [geminiModel],
  },
};
