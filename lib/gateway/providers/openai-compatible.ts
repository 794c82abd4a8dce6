import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';

/** Any endpoint that speaks OpenAI's chat completions: vLLM, Ollama, LM Studio, a company's own models. Lists its models in the connection. */
export const openAiCompatible = defineOpenAiProvider({
  name: 'openai-compatible',
  label: 'OpenAI-compatible endpoint',
  baseUrl: null,
  needsCredential: false,
  models: [],
  keeps: { kinds: ['file', 'batch', 'fine_tuning_job'], batchPricePercent: 100 },
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
    'openai.rerank',
  ],
});
