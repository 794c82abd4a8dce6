import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';

/** OpenAI itself. */
export const openAi = defineOpenAiProvider({
  name: 'openai',
  label: 'OpenAI',
  baseUrl: 'https://api.openai.com/v1',
  catalogue: 'openai',
  // Its reasoning models refuse `max_tokens` (API reference, chat completions).
  outputLimitField: 'max_completion_tokens',
  serves: [
    'openai.responses',
    'openai.embeddings',
    'openai.moderations',
    'openai.images_generations',
    'openai.images_edits',
    'openai.images_variations',
    'openai.audio_speech',
    'openai.audio_transcriptions',
    'openai.audio_translations',
    'openai.realtime',
  ],
  free: ['openai.moderations'],
  // Half the price, by OpenAI's guide to the Batch API.
  keeps: { kinds: ['file', 'batch', 'fine_tuning_job'], batchPricePercent: 50 },
  // A flex request that finds no room is refused with 429 and not charged (guide to flex processing).
  servesAskedTier: true,
});
