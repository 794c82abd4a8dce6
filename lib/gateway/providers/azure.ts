import type { ConnectionSettings } from '#lib/core/connection-form.ts';
import type { ProviderAccess, UpstreamRequest } from '#lib/outbound/index.ts';
import { azureCredentialForm, cloudNames, entraExchange } from './azure/entra-application.ts';
import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';
import { type OpenAiEndpointName, openAiEndpoints } from './openai-family/openai-endpoints.ts';
import type { Target } from './provider.ts';
import { sentModel } from './shared/sent-model.ts';
import { splitAddress } from './shared/split-address.ts';

/** Dated versions name the deployment in the path of these; of everything else in the body, as the v1 API always does. */
const belowDeployment: ReadonlySet<string> = new Set([
  ...(['openai.chat_completions', 'openai.embeddings', 'openai.images_generations', 'openai.images_edits'] as const),
  ...(['openai.audio_speech', 'openai.audio_transcriptions', 'openai.audio_translations'] as const),
]);
const dated = /^\d{4}-/;

/** A resource's address is in use with and without `/openai` and `/openai/v1` at its end. */
const resourcePath = (path: string): string => path.replace(/\/openai(?:\/v1)?$/, '');

/** What follows the resource's address, by the API version of the connection: the v1 API unless it names a dated one. */
function versioned(settings: ConnectionSettings | undefined, datedPath: string, path: string): string {
  const version = settings?.api_version ?? 'v1';
  if (dated.test(version)) return `/openai${datedPath}?api-version=${version}`;
  return `/openai/v1${path}${version === 'v1' ? '' : `?api-version=${version}`}`;
}

/** `…/realtime?model=…` of the v1 API, `…/realtime?api-version=…&deployment=…` of the dated ones (Azure's reference of realtime audio). */
function realtimePath(path: string, target: Target): string {
  const { settings } = target.connection;
  const isDated = dated.test(settings?.api_version ?? '');
  const address = resourcePath(path) + versioned(settings, '/realtime', '/realtime');
  const joint = address.includes('?') ? '&' : '?';
  return `${address}${joint}${isDated ? 'deployment' : 'model'}=${encodeURIComponent(sentModel(target))}`;
}

function pathTo(endpoint: OpenAiEndpointName, path: string, target: Target): string {
  if (endpoint === 'openai.realtime') return realtimePath(path, target);
  const own = openAiEndpoints[endpoint].path;
  const deployment = belowDeployment.has(endpoint) ? `/deployments/${encodeURIComponent(sentModel(target))}` : '';
  return resourcePath(path) + versioned(target.connection.settings, deployment + own, own);
}

/** Files, batches and fine-tuning jobs lie beside the deployments; of a dated version each request names it, whatever else it asks. */
function objectPath(path: string, base: string, target: Target): string {
  const [own = '', query] = path.split('?', 2);
  const whole = resourcePath(base) + versioned(target.connection.settings, own, own);
  if (query === undefined) return whole;
  return `${whole}${whole.includes('?') ? '&' : '?'}${query}`;
}

/** An application is let in by its token, everybody else by the key. */
const authorize = (key: string, accessToken: string | undefined): readonly string[] =>
  accessToken === undefined ? ['api-key', key] : ['authorization', `Bearer ${accessToken}`];

/** Asks for the models of the resource: those that could be deployed, because the deployments themselves are no business of a key's. */
function listBaseModels({ address, credential, settings, accessToken }: ProviderAccess): UpstreamRequest {
  const { origin, path } = splitAddress(address);
  const headers = ['accept', 'application/json', 'accept-encoding', 'identity', 'user-agent', 'tollgate'];
  if (credential !== null) headers.push(...authorize(credential, accessToken ?? undefined));
  return { origin, path: resourcePath(path) + versioned(settings, '/models', '/models'), method: 'GET', headers, body: null };
}

/**
 * Azure OpenAI, and what else Azure AI Foundry serves by OpenAI's API (learn.microsoft.com/azure/foundry/openai/reference):
 * a resource's own address, a key of it or an application of Microsoft Entra ID, and deployments with names of their own.
 */
export const azure = defineOpenAiProvider({
  name: 'azure',
  label: 'Azure OpenAI',
  baseUrl: null,
  settings: [
    {
      name: 'api_version',
      label: 'API version',
      hint: 'Empty or v1 for the v1 API; preview for its previews; a date for the older API with deployments in the path.',
      isRequired: false,
      pattern: /^(?:v1|preview|\d{4}-\d{2}-\d{2}(?:-preview)?)$/,
      example: '2024-10-21',
    },
    {
      name: 'cloud',
      label: 'Cloud',
      hint: `Where an application signs in: ${cloudNames.join(', ')}. Empty for public; of no matter for keys.`,
      isRequired: false,
      pattern: new RegExp(`^(?:${cloudNames.join('|')})$`),
      example: 'public',
    },
  ],
  namesModels: true,
  catalogue: 'azure',
  models: [],
  serves: [
    ...(['openai.responses', 'openai.embeddings', 'openai.images_generations', 'openai.images_edits'] as const),
    ...(['openai.audio_speech', 'openai.audio_transcriptions', 'openai.audio_translations', 'openai.realtime'] as const),
  ],
  // Half the price of the same calls, by Azure's guide to batch deployments.
  keeps: { kinds: ['file', 'batch', 'fine_tuning_job'], batchPricePercent: 50, pathTo: objectPath },
  outputLimitField: 'max_completion_tokens',
  pathTo,
  authorize,
  credentialForm: azureCredentialForm,
  exchange: entraExchange,
  listing: { request: listBaseModels, isServed: false },
});
