import type { ProviderContract } from './contract.ts';
import { embeddingsCall, openAiFault, openAiLike } from './openai-like.ts';

const key = { 'api-key': 'sk-contract-secret', authorization: null };
const listed = '{"data":[{"id":"gpt-4o-2024-08-06","status":"succeeded"}],"object":"list"}';
const faults = [
  openAiFault(404, 'provider_rejected', { code: 'DeploymentNotFound' }),
  openAiFault(400, 'content_filter', { code: 'content_filter', innererror: { code: 'ResponsibleAIPolicyViolation' } }),
  openAiFault(401, 'provider_credentials_rejected', { code: '401' }),
  openAiFault(
    429,
    'provider_rate_limited',
    { code: '429' },
    { headers: { 'retry-after': '12', 'retry-after-ms': '11800' }, retryAfter: '12' },
  ),
];

/** learn.microsoft.com/azure/foundry/openai: the v1 API, and the one with dated versions and deployments in the path. */
export const azureContracts: readonly ProviderContract[] = [
  openAiLike({
    provider: 'azure',
    source: 'learn.microsoft.com/azure/foundry/openai/api-version-lifecycle',
    address: null,
    basePath: '/openai/v1',
    connection: { settings: {}, modelNames: { 'gpt-4o': 'our gpt/4o' } },
    model: 'gpt-4o',
    sentModel: 'our gpt/4o',
    headers: key,
    more: [embeddingsCall('gpt-4o', '/openai/v1/embeddings', key, 'our gpt/4o')],
    faults,
    listing: { body: listed, models: ['gpt-4o-2024-08-06'] },
  }),
  openAiLike({
    provider: 'azure',
    source: 'learn.microsoft.com/azure/foundry/openai/reference',
    address: null,
    basePath: '',
    chatPath: '/openai/deployments/our%20gpt%2F4o/chat/completions?api-version=2024-10-21',
    connection: { settings: { api_version: '2024-10-21' }, modelNames: { 'gpt-4o': 'our gpt/4o' } },
    model: 'gpt-4o',
    sentModel: 'our gpt/4o',
    headers: key,
    more: [embeddingsCall('gpt-4o', '/openai/deployments/our%20gpt%2F4o/embeddings?api-version=2024-10-21', key, 'our gpt/4o')],
    faults,
    listing: { path: '/openai/models?api-version=2024-10-21', body: listed, models: ['gpt-4o-2024-08-06'] },
  }),
];
