import type { TokenUsage } from '#lib/usage/usage-event.ts';
import { asRecord } from '../../json/as-record.ts';
import { noUsage } from '../shared/no-usage.ts';
import { tokenCount } from '../shared/token-count.ts';
import { toResponsesUsage } from './to-responses-usage.ts';

const hoursMax = 1_000;

/** The usage of pictures, in the form of the Responses API: what is not told apart of its output is pictures. */
export function toImagesUsage(raw: unknown): TokenUsage {
  const usage = asRecord(raw);
  if (usage === undefined) return noUsage;
  const tokens = toResponsesUsage(raw);
  const imageInput = tokenCount(asRecord(usage.input_tokens_details)?.image_tokens) ?? 0;
  const imageOutput = tokenCount(asRecord(usage.output_tokens_details)?.image_tokens) ?? tokens.output ?? 0;
  return { ...tokens, media: { imageInput, imageOutput } };
}

/** The usage of speech that was made, where its events tell it: all of its output is sound. */
export function toSpeechUsage(raw: unknown): TokenUsage {
  const tokens = toResponsesUsage(raw);
  return tokens.output === null ? tokens : { ...tokens, media: { audioOutput: tokens.output } };
}

/** The usage of speech that was heard: tokens, or the length of the recording where a model is charged by that and has no tokens. */
export function toSoundUsage(raw: unknown): TokenUsage {
  const usage = asRecord(raw);
  if (usage === undefined) return noUsage;
  if (typeof usage.seconds === 'number') {
    const isLength = usage.seconds >= 0 && usage.seconds <= hoursMax * 3_600;
    return isLength ? { ...noUsage, input: 0, output: 0, media: { audioMs: Math.round(usage.seconds * 1_000) } } : noUsage;
  }
  const audioInput = tokenCount((asRecord(usage.input_token_details) ?? asRecord(usage.input_tokens_details))?.audio_tokens);
  const tokens = toResponsesUsage(raw);
  return audioInput === null ? tokens : { ...tokens, media: { audioInput } };
}
