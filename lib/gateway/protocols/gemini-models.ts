import { AppError } from '#lib/core/errors.ts';
import type { Caller } from '../calls/gateway-call.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import { providerNamed } from '../providers/index.ts';
import type { Provider } from '../providers/provider.ts';
import { usableModels } from '../routing/usable-models.ts';
import { allowedCandidates } from '../stages/resolve.ts';
import { findTranslation } from '../translation/index.ts';
import { withoutCollection } from './gemini/model-in-path.ts';

/** Google's names for what can be done with a model, by the protocol that does it. */
const methods: ReadonlyMap<string, string> = new Map([
  ['gemini.generate_content', 'generateContent'],
  ['gemini.stream_generate_content', 'streamGenerateContent'],
  ['gemini.embed_content', 'embedContent'],
  ['gemini.batch_embed_contents', 'batchEmbedContents'],
  ['gemini.count_tokens', 'countTokens'],
]);

const isStreamed = (protocol: string): boolean => protocol === 'gemini.stream_generate_content';

/** Whether the provider serves calls of the protocol: in its own words, or by translation. */
const serves = ({ speaks }: Provider, protocol: string): boolean =>
  speaks.has(protocol) || findTranslation(protocol, isStreamed(protocol), speaks) !== null;

/** A model as Google's API lists it; the methods are those that the provider which serves it can be asked for. */
function toListed({ snapshot }: GatewayRuntime, id: string, provider: Provider | undefined): object {
  const window = provider?.catalogue == null ? undefined : snapshot.price(provider.catalogue, id, null)?.contextWindowTokens;
  return {
    name: `models/${id}`,
    baseModelId: id,
    displayName: id,
    ...(window === undefined || window === null ? {} : { inputTokenLimit: window }),
    supportedGenerationMethods: [...methods].flatMap(([protocol, method]) =>
      provider !== undefined && serves(provider, protocol) ? [method] : [],
    ),
  };
}

/** GET /v1beta/models: what this key may ask for, in alphabetical order and on one page. */
export function listGeminiModels(runtime: GatewayRuntime, caller: Caller): object {
  return { models: usableModels(runtime, caller).map(({ id, provider }) => toListed(runtime, id, providerNamed(provider))) };
}

/** GET /v1beta/models/{id}; an id with a slash may come encoded or not. Throws model_not_found for what does not exist or may not be used. */
export function readGeminiModel(runtime: GatewayRuntime, caller: Caller, encodedId: string): object {
  try {
    const id = withoutCollection(decodeURIComponent(encodedId));
    const [candidate] = allowedCandidates(runtime, caller, id);
    if (candidate !== undefined) return toListed(runtime, id, candidate.provider);
  } catch (error) {
    // What the key may not use, or is no valid percent-encoding, looks like what does not exist.
    const isKnown = error instanceof URIError || (error instanceof AppError && error.code === 'model_not_allowed');
    if (!isKnown) throw error;
  }
  throw new AppError('model_not_found');
}
