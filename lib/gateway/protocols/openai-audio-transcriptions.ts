import { readTranscriptionAnswer, textOfTranscription } from './openai/read-transcription-answer.ts';
import { readTranscriptionAsk } from './openai/read-transcription-ask.ts';
import { renderOpenAiError, renderOpenAiErrorEvent } from './openai/render-openai-error.ts';
import { TypedStreamReader } from './openai/typed-stream-reader.ts';
import type { CallProtocol } from './protocol.ts';

const events = { ends: ['transcript.text.done'], content: { 'transcript.text.delta': 'delta' }, isBase64: false };

/** POST /audio/transcriptions of OpenAI's API, in all of its formats. whisper-1 never streams, whatever it is asked for. */
export const openAiAudioTranscriptions: CallProtocol = {
  name: 'openai.audio_transcriptions',
  takes: 'forms',
  readAsk: readTranscriptionAsk,
  readAnswer: readTranscriptionAnswer,
  textOfAnswer: textOfTranscription,
  openStream: () => new TypedStreamReader(events, 1),
  streamEnd: null,
  mayAnswerWhole: true,
  renderError: renderOpenAiError,
  renderErrorEvent: renderOpenAiErrorEvent,
};
