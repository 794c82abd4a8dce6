import { openAi } from '#lib/gateway/providers/openai.ts';
import type { Target } from '#lib/gateway/providers/provider.ts';

/** A target on a connection of that name. */
export function targetOn(name: string, model = 'm'): Target {
  const spoken = openAi.speaks.get('openai.chat_completions');
  if (spoken === undefined) throw new Error('The provider speaks no chat completions');
  const connection = { connectionId: name, name, provider: 'openai', baseUrl: null, credential: null, models: [] };
  return { connection, provider: openAi, model, label: `${name}/${model}`, price: undefined, spoken, translation: null };
}
