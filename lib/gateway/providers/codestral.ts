import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';
import { mistralChatShape } from './openai-family/mistral-chat-shape.ts';

/** Codestral at its own host, which takes keys of its own and serves nothing else (docs.mistral.ai/capabilities/code_generation). */
export const codestral = defineOpenAiProvider({
  name: 'codestral',
  label: 'Mistral Codestral',
  baseUrl: 'https://codestral.mistral.ai/v1',
  catalogue: 'mistral',
  models: ['codestral-latest', 'codestral-2508'],
  streamUsage: false,
  chatShape: mistralChatShape,
  continues: { turn: { prefix: true }, echoes: true },
});
