import type { SpokenProtocol } from '../provider.ts';
import { boundChat } from './bound-chat.ts';
import { boundImages } from './bound-images.ts';
import { boundInputs } from './bound-inputs.ts';
import { boundResponses } from './bound-responses.ts';
import { toResponsesUsage } from './to-responses-usage.ts';
import { toInputUsage, toOpenAiUsage } from './to-usage.ts';

/** One endpoint of OpenAI's API as its family serves it. */
export interface OpenAiEndpoint extends Pick<SpokenProtocol, 'toUsage' | 'bound'> {
  /** Below the provider's base address. */
  readonly path: string;
}

/** By the name of the call protocol. */
export const openAiEndpoints = {
  'openai.chat_completions': { path: '/chat/completions', toUsage: toOpenAiUsage, bound: boundChat },
  'openai.responses': { path: '/responses', toUsage: toResponsesUsage, bound: boundResponses },
  'openai.embeddings': { path: '/embeddings', toUsage: toInputUsage, bound: boundInputs },
  'openai.moderations': { path: '/moderations', toUsage: toInputUsage, bound: boundInputs },
  // Its usage object is that of the Responses API.
  'openai.images_generations': { path: '/images/generations', toUsage: toResponsesUsage, bound: boundImages },
  'openai.rerank': { path: '/rerank', toUsage: toInputUsage, bound: boundInputs },
} as const satisfies Readonly<Record<string, OpenAiEndpoint>>;

export type OpenAiEndpointName = keyof typeof openAiEndpoints;
