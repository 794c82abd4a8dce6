import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';

/** Groq, through its OpenAI-compatible API. */
export const groq = defineOpenAiProvider({
  name: 'groq',
  label: 'Groq',
  baseUrl: 'https://api.groq.com/openai/v1',
  catalogue: 'groq',
  outputLimitField: 'max_completion_tokens',
  serves: ['openai.responses', 'openai.audio_speech', 'openai.audio_transcriptions', 'openai.audio_translations'],
  // A flex request that finds no room is refused with 498 (guide to service tiers).
  servesAskedTier: true,
});
