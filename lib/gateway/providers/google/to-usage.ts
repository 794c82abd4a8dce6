import type { TokenUsage } from '#lib/usage/usage-event.ts';
import { withTier } from '../../billing/tier-named.ts';
import { toToolUsage } from '../../billing/to-tool-usage.ts';
import { asRecord } from '../../json/as-record.ts';

const noUsage: TokenUsage = { input: null, cacheRead: null, cacheWrite: null, output: null, reasoning: null };

/** Token columns are int4; a larger number is a fault of the provider, not a count. */
const tokensMax = 2_147_483_647;

function tokens(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= tokensMax ? value : null;
}

/** Tokens of one modality in a list of `ModalityTokenCount`; ProtoJSON leaves zeros out. */
function ofModality(value: unknown, modality: 'AUDIO' | 'IMAGE'): number {
  if (!Array.isArray(value)) return 0;
  return value.reduce((sum: number, one: unknown) => {
    const detail = asRecord(one);
    return detail?.modality === modality ? sum + (tokens(detail.tokenCount) ?? 0) : sum;
  }, 0);
}

/** Sound and pictures, which have prices of their own; absent where there are none. The prompt's include what was cached. */
function mediaOf(usage: Readonly<Record<string, unknown>>): Pick<TokenUsage, 'media'> {
  const cached = usage.cacheTokensDetails;
  const given = usage.candidatesTokensDetails ?? usage.responseTokensDetails;
  const audioCacheRead = ofModality(cached, 'AUDIO');
  const imageCacheRead = ofModality(cached, 'IMAGE');
  const audioInput = Math.max(0, ofModality(usage.promptTokensDetails, 'AUDIO') - audioCacheRead);
  const imageInput = Math.max(0, ofModality(usage.promptTokensDetails, 'IMAGE') - imageCacheRead);
  const audioOutput = ofModality(given, 'AUDIO');
  const imageOutput = ofModality(given, 'IMAGE');
  const media = { audioCacheRead, imageCacheRead, audioInput, imageInput, audioOutput, imageOutput };
  const tools = toToolUsage(usage);
  return Object.values(media).every((count) => count === 0)
    ? tools === undefined
      ? {}
      : { media: tools }
    : { media: { ...media, ...tools } };
}

/**
 * Google's `usageMetadata` (ai.google.dev/api/generate-content#UsageMetadata). `promptTokenCount` includes what came from
 * a cache but not what tools put before the model; thoughts are billed as output and counted apart from the candidates.
 * ProtoJSON leaves zeros out, so where the candidates are missing the total tells whether there were any.
 */
export function toGoogleUsage(raw: unknown): TokenUsage {
  const usage = asRecord(raw);
  if (usage === undefined) return noUsage;
  const prompt = tokens(usage.promptTokenCount);
  const cacheRead = tokens(usage.cachedContentTokenCount);
  const fromTools = tokens(usage.toolUsePromptTokenCount) ?? 0;
  const reasoning = tokens(usage.thoughtsTokenCount);
  const candidates = tokens(usage.candidatesTokenCount) ?? tokens(usage.responseTokenCount);
  const total = tokens(usage.totalTokenCount);
  const rest = total === null || prompt === null ? null : Math.max(reasoning ?? 0, total - prompt - fromTools);
  return {
    input: prompt === null ? null : Math.max(0, prompt - (cacheRead ?? 0)) + fromTools,
    cacheRead,
    cacheWrite: null,
    output: candidates === null ? rest : candidates + (reasoning ?? 0),
    reasoning,
    ...withTier(usage.serviceTier ?? usage.trafficType),
    ...mediaOf(usage),
  };
}

/** The usage of embeddings, which have no output. */
export function toEmbeddingUsage(raw: unknown): TokenUsage {
  const usage = asRecord(raw);
  return { ...noUsage, input: tokens(usage?.promptTokenCount) ?? tokens(usage?.totalTokenCount), output: 0 };
}

/** What counting tokens uses: nothing. */
export const toNoUsage = (): TokenUsage => ({ ...noUsage, input: 0, output: 0 });
