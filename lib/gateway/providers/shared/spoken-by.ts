import type { Provider, SpokenProtocol } from '../provider.ts';

/** What a provider speaks with a model. */
export const spokenBy = (provider: Provider, model: string): ReadonlyMap<string, SpokenProtocol> =>
  provider.speaksWith?.(model) ?? provider.speaks;
