import { openAiAudioTranscriptions } from './openai-audio-transcriptions.ts';
import type { CallProtocol } from './protocol.ts';

/** POST /audio/translations of OpenAI's API: as a transcription, told in English. */
export const openAiAudioTranslations: CallProtocol = { ...openAiAudioTranscriptions, name: 'openai.audio_translations' };
