import { readSpeechAsk } from './openai/read-speech-ask.ts';
import { renderOpenAiError, renderOpenAiErrorEvent } from './openai/render-openai-error.ts';
import { TypedStreamReader } from './openai/typed-stream-reader.ts';
import type { CallProtocol } from './protocol.ts';

const events = { ends: ['speech.audio.done'], content: { 'speech.audio.delta': 'audio' }, isBase64: true };

/** POST /audio/speech of OpenAI's API: sound as it is made, or the same in events. It has no answer in one piece. */
export const openAiAudioSpeech: CallProtocol = {
  name: 'openai.audio_speech',
  readAsk: readSpeechAsk,
  readAnswer: () => ({ usage: null, fault: null }),
  textOfAnswer: () => '',
  openStream: () => new TypedStreamReader(events, 1),
  streamEnd: null,
  renderError: renderOpenAiError,
  renderErrorEvent: renderOpenAiErrorEvent,
};
