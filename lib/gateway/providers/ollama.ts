import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';

/** Ollama (docs.ollama.com/api/openai-compatibility), at an address such as http://localhost:11434/v1. A test learns its models. */
export const ollama = defineOpenAiProvider({
  name: 'ollama',
  label: 'Ollama',
  baseUrl: null,
  needsCredential: false,
  models: [],
  chatShape: { renames: { max_completion_tokens: 'max_tokens' } },
  serves: ['openai.responses', 'openai.embeddings'],
});
