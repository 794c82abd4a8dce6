import { asList, asRecord } from '../../json/as-record.ts';
import type { Usage } from '../answer.ts';
import { countOf } from '../count-of.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Tokens of sound among those of all modalities; undefined where none are told apart. */
function audioOf(details: unknown): number | undefined {
  const audio = asList(details)
    .map(asRecord)
    .find((detail) => detail?.modality === 'AUDIO');
  return audio === undefined ? undefined : countOf(audio.tokenCount);
}

/**
 * Google's `usageMetadata`: the prompt counts what came from a cache in, but not what tools put before the model; thoughts
 * are counted apart from the candidates.
 */
export function readGeminiUsage(usage: Fields): Usage {
  const cacheRead = countOf(usage.cachedContentTokenCount);
  const reasoning = countOf(usage.thoughtsTokenCount);
  return {
    input: Math.max(0, countOf(usage.promptTokenCount) - cacheRead) + countOf(usage.toolUsePromptTokenCount),
    cacheRead,
    cacheWrite: 0,
    output: countOf(usage.candidatesTokenCount) + reasoning,
    reasoning,
    inputAudio: audioOf(usage.promptTokensDetails),
    outputAudio: audioOf(usage.candidatesTokensDetails),
  };
}

/** Tokens by modality, where sound is told apart; the rest counts as text. */
function detailsOf(tokens: number, audio: number | undefined): readonly object[] | undefined {
  if (audio === undefined) return undefined;
  const text = { modality: 'TEXT', tokenCount: Math.max(0, tokens - audio) };
  return [text, { modality: 'AUDIO', tokenCount: audio }];
}

/** The other way about. ProtoJSON leaves zeros out, but clients may read these without looking. */
export function writeGeminiUsage(usage: Usage): object {
  const prompt = usage.input + usage.cacheRead + usage.cacheWrite;
  return {
    promptTokenCount: prompt,
    candidatesTokenCount: Math.max(0, usage.output - usage.reasoning),
    totalTokenCount: prompt + usage.output,
    cachedContentTokenCount: usage.cacheRead === 0 ? undefined : usage.cacheRead,
    thoughtsTokenCount: usage.reasoning === 0 ? undefined : usage.reasoning,
    promptTokensDetails: detailsOf(prompt, usage.inputAudio),
    candidatesTokensDetails: detailsOf(usage.output - usage.reasoning, usage.outputAudio),
  };
}
