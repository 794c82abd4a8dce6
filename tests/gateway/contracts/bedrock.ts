import { expect } from 'vitest';
import type { ErrorCode } from '#lib/core/errors.ts';
import { signAwsRequest } from '#lib/outbound/index.ts';
import { claudeChunk } from '../support/event-stream.ts';
import type { SeenRequest } from '../support/scripted-provider.ts';
import { claudeCalls, claudeEvents } from './anthropic.ts';
import type { ContractFault, ProviderContract } from './contract.ts';

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

/** docs.aws.amazon.com/bedrock: Anthropic's models, with each kind of credential. */
export const bedrockContracts: readonly ProviderContract[] = [
  contract(
    join(accessKey),
    /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/eu-central-1\/bedrock\/aws4_request, /,
    verifySigned(accessKey),
  ),
  contract(join(temporaryKey), /^AWS4-HMAC-SHA256 Credential=ASIAIOSFODNN7EXAMPLE\//, verifySigned(temporaryKey)),
  contract('bedrock-api-key-contract', 'Bearer bedrock-api-key-contract'),
];
