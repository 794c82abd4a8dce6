import { readModerationsAsk } from './openai/read-moderations-ask.ts';
import { renderOpenAiError, renderOpenAiErrorEvent } from './openai/render-openai-error.ts';
import { answerReader, noStreamEnd, openNoStream } from './openai/whole-answer.ts';
import type { AnswerReading, CallProtocol } from './protocol.ts';

const read = answerReader({ field: 'results', kind: 'array', missing: 'results, so it is no moderation.' });

/** Moderations tell no usage. An empty object lets the provider say what that means: nothing where they are free. */
function readModerations(body: Buffer): AnswerReading {
  const reading = read(body);
  return reading.fault === null ? { usage: reading.usage ?? {}, fault: null } : reading;
}

/** POST /moderations of OpenAI's API. */
export const openAiModerations: CallProtocol = {
  name: 'openai.moderations',
  readAsk: readModerationsAsk,
  readAnswer: readModerations,
  textOfAnswer: () => '',
  openStream: openNoStream,
  streamEnd: noStreamEnd,
  renderError: renderOpenAiError,
  renderErrorEvent: renderOpenAiErrorEvent,
};
