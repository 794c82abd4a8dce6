import { TargetState } from '#lib/gateway/calls/target-state.ts';
import { openAi } from '#lib/gateway/providers/openai.ts';
import type { RoutedTarget } from '#lib/gateway/routing/routed-target.ts';

/** A target on a connection of that name. */
export function targetOn(name: string, model = 'm'): RoutedTarget {
  const spoken = openAi.speaks.get('openai.chat_completions');
  if (spoken === undefined) throw new Error('The provider speaks no chat completions');
  const connection = { connectionId: name, name, provider: 'openai', baseUrl: null, credential: null, models: [] };
  const routing = { state: new TargetState('t', name, model), limit: null, times: null, retriesMax: null, via: null };
  return { connection, provider: openAi, model, label: `${name}/${model}`, price: undefined, spoken, translation: null, routing };
}
