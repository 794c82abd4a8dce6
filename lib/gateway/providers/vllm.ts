import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';

/** vLLM's server (docs.vllm.ai/serving/openai_compatible_server), at an address such as http://vllm.internal:8000/v1. A test learns its models. */
export const vllm = defineOpenAiProvider({
  name: 'vllm',
  label: 'vLLM',
  baseUrl: null,
  needsCredential: false,
  models: [],
  // Extra parameters of its chat API: the last message is left open, and no new one is begun.
  continues: { turn: {}, adds: { continue_final_message: true, add_generation_prompt: false } },
  serves: ['openai.responses', 'openai.embeddings', 'openai.rerank'],
});
