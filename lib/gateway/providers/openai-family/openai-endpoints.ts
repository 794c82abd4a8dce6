import type { SpokenProtocol } from '../provider.ts';
import { boundChat } from './bound-chat.ts';
import { boundImages } from './bound-images.ts';
import { boundInputs } from './bound-inputs.ts';
import { boundRealtime } from './bound-realtime.ts';
import { boundResponses } from './bound-responses.ts';
import { boundSound } from './bound-sound.ts';
import { toImagesUsage, toSoundUsage, toSpeechUsage } from './to-media-usage.ts';
import { toRealtimeUsage } from './to-realtime-usage.ts';
import { toResponsesUsage } from './to-responses-usage.ts';
import { toInputUsage, toOpenAiUsage, toRankingUsage } from './to-usage.ts';

/** One endpoint of OpenAI's API as its family serves it. */
export interface OpenAiEndpoint extends Pick<SpokenProtocol, 'toUsage' | 'bound' | 'transcribes'> {
  /** Below the provider's base address. */
  readonly path: string;
  /** A WebSocket, whose model stands in the query. */
  readonly isSocket?: true;
}

/** By the name of the call protocol. */
export const openAiEndpoints = {
  'openai.chat_completions': { path: '/chat/completions', toUsage: toOpenAiUsage, bound: boundChat },
  'openai.responses': { path: '/responses', toUsage: toResponsesUsage, bound: boundResponses },
  'openai.embeddings': { path: '/embeddings', toUsage: toInputUsage, bound: boundInputs },
  'openai.moderations': { path: '/moderations', toUsage: toInputUsage, bound: boundInputs },
  'openai.images_generations': { path: '/images/generations', toUsage: toImagesUsage, bound: boundImages },
  'openai.images_edits': { path: '/images/edits', toUsage: toImagesUsage, bound: boundImages },
  'openai.images_variations': { path: '/images/variations', toUsage: toImagesUsage, bound: boundImages },
  'openai.audio_speech': { path: '/audio/speech', toUsage: toSpeechUsage, bound: boundSound },
  'openai.audio_transcriptions': { path: '/audio/transcriptions', toUsage: toSoundUsage, bound: boundSound },
  'openai.audio_translations': { path: '/audio/translations', toUsage: toSoundUsage, bound: boundSound },
  'openai.realtime': {
    path: '/realtime',
    toUsage: toRealtimeUsage,
    bound: boundRealtime,
    isSocket: true,
    transcribes: { toUsage: toSoundUsage, bound: boundSound },
  },
  'openai.rerank': { path: '/rerank', toUsage: toRankingUsage, bound: boundInputs },
} as const satisfies Readonly<Record<string, OpenAiEndpoint>>;

export type OpenAiEndpointName = keyof typeof openAiEndpoints;
