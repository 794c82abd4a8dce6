import { generateKeyPairSync, verify } from 'node:crypto';
import { expect } from 'vitest';
import type { SeenRequest } from '../support/scripted-provider.ts';
import { claudeCalls, claudeFault } from './anthropic.ts';
import { type ProviderContract, sse, usageOf } from './contract.ts';
import { geminiCalls, geminiModel, googleFaults } from './google.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What is stored of a service account's key file, whose token service is the provider of the test. */
const serviceAccount = (address: string): string =>
  JSON.stringify({
    client_email: 'gateway@acme.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    private_key_id: 'a1b2c3',
    token_uri: `${address}/token`,
  });

const partOf = (jwt: string, index: number): unknown => JSON.parse(Buffer.from(jwt.split('.')[index] ?? '', 'base64url').toString());

/** The grant of RFC 7523 as developers.google.com/identity/protocols/oauth2/service-account describes it. */
function verifyGrant({ method, headers, body }: SeenRequest, address: string): void {
  expect([method, headers['content-type']]).toEqual(['POST', 'application/x-www-form-urlencoded']);
  const form = new URLSearchParams(body.toString());
  expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
  const jwt = form.get('assertion') ?? '';
  expect(partOf(jwt, 0)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'a1b2c3' });
  const claims: { iat?: number; exp?: number } = Object(partOf(jwt, 1));
  expect(claims).toMatchObject({
    iss: 'gateway@acme.iam.gserviceaccount.com',
    scope: 'https://www.googleapis.com/auth/cloud-platform',
    aud: `${address}/token`,
  });
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(3600);
  expect(Math.abs((claims.iat ?? 0) - Date.now() / 1000)).toBeLessThan(60);
  const end = jwt.lastIndexOf('.');
  expect(verify('RSA-SHA256', Buffer.from(jwt.slice(0, end)), publicKey, Buffer.from(jwt.slice(end + 1), 'base64url'))).toBe(true);
}

const authorization = { authorization: 'Bearer ya29.contract-token' };
const place = '/v1/projects/acme-production/locations/europe-west4';
const claude = 'claude-sonnet-4-5@20250929';
const claudePath = `${place}/publishers/anthropic/models/claude-sonnet-4-5%4020250929`;
const connection = (address: string) => ({
  credential: serviceAccount(address),
  settings: { project: 'acme-production', region: 'europe-west4' },
});
const exchange = {
  path: '/token',
  answer: '{"access_token":"ya29.contract-token","expires_in":3599,"token_type":"Bearer"}',
  verify: verifyGrant,
};
const listing: ProviderContract['listing'] = {
  path: '/v1beta1/publishers/google/models?pageSize=200',
  headers: { ...authorization, 'x-goog-user-project': 'acme-production' },
  body: '{"publisherModels":[{"name":"publishers/google/models/gemini-2.5-flash"}]}',
  models: [geminiModel],
};

/** cloud.google.com/vertex-ai: Gemini by its own protocol and by chat completions, and Anthropic's models. */
export const vertexContracts: readonly ProviderContract[] = [
  {
    provider: 'vertex',
    source: 'cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference',
    address: 'https://europe-west4-aiplatform.googleapis.com',
    basePath: '',
    connection,
    exchange,
    model: geminiModel,
    isPriced: true,
    calls: [
      ...geminiCalls(`${place}/publishers/google/models/${geminiModel}`, { ...authorization, 'x-goog-api-key': null }),
      {
        name: 'a chat completion',
        path: '/api/v1/chat/completions',
        body: `{"model":"${geminiModel}","messages":[{"role":"user","content":"Hi"}],"stream":true}`,
        sent: {
          path: `${place}/endpoints/openapi/chat/completions`,
          headers: authorization,
          body: `{"model":"google/${geminiModel}","messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true}}`,
        },
        answer: {
          type: 'text/event-stream',
          parts: [
            sse(
              '{"choices":[{"index":0,"delta":{"role":"assistant","content":"Ho"},"finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":1,"total_tokens":3}}',
              '[DONE]',
            ),
          ],
        },
        told: [
          '{"choices":[{"index":0,"delta":{"role":"assistant","content":"Ho"},"finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":1,"total_tokens":3}}',
          '[DONE]',
        ],
        usage: usageOf(2, 1),
      },
    ],
    faults: googleFaults,
    listing,
  },
  {
    provider: 'vertex',
    source: 'docs.anthropic.com/en/api/claude-on-vertex-ai',
    address: 'https://europe-west4-aiplatform.googleapis.com',
    basePath: '',
    connection,
    exchange,
    model: claude,
    isPriced: true,
    calls: claudeCalls({
      model: claude,
      headers: { ...authorization, 'anthropic-beta': 'context-1m-2025-08-07, tools-1', 'x-api-key': null, 'anthropic-version': null },
      paths: {
        whole: `${claudePath}:rawPredict`,
        stream: `${claudePath}:streamRawPredict`,
        count: `${place}/publishers/anthropic/models/count-tokens:rawPredict`,
      },
      body: (fields, streamed) => `{${fields}${streamed ? ',"stream":true' : ''},"anthropic_version":"vertex-2023-10-16"}`,
      countBody: (fields) => `{"model":"${claude}",${fields},"anthropic_version":"vertex-2023-10-16"}`,
    }),
    faults: [
      ...googleFaults,
      claudeFault(400, 'invalid_request_error', 'provider_rejected'),
      claudeFault(429, 'rate_limit_error', 'provider_rate_limited'),
      claudeFault(529, 'overloaded_error', 'provider_overloaded'),
    ],
    listing,
  },
  {
    provider: 'vertex',
    source: 'cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api',
    address: 'https://europe-west4-aiplatform.googleapis.com',
    basePath: '',
    connection,
    exchange,
    model: 'gemini-embedding-001',
    isPriced: true,
    calls: [
      {
        name: 'embeddings',
        path: '/api/v1/embeddings',
        body: '{"model":"gemini-embedding-001","input":["a","b"],"dimensions":256,"encoding_format":"base64"}',
        sent: {
          path: `${place}/publishers/google/models/gemini-embedding-001:predict`,
          headers: authorization,
          body: '{"instances":[{"content":"a"},{"content":"b"}],"parameters":{"outputDimensionality":256}}',
        },
        answer:
          '{"predictions":[{"embeddings":{"values":[0.5,-2],"statistics":{"truncated":false,"token_count":3}}},{"embeddings":{"values":[1],"statistics":{"token_count":4}}}],"metadata":{"billableCharacterCount":2}}',
        told: '{"object":"list","data":[{"object":"embedding","index":0,"embedding":"AAAAPwAAAMA="},{"object":"embedding","index":1,"embedding":"AACAPw=="}],"model":"gemini-embedding-001","usage":{"prompt_tokens":7,"total_tokens":7}}',
        usage: usageOf(7, 0),
      },
    ],
    faults: googleFaults.slice(0, 2),
    listing,
  },
];
