import { renderOpenAiError, renderOpenAiErrorEvent } from '../protocols/openai/render-openai-error.ts';
import { openNoStream } from '../protocols/openai/whole-answer.ts';
import type { CallProtocol } from '../protocols/protocol.ts';
import { bareAsk } from './bare-ask.ts';

/** What calls that work with objects share: they cost nothing themselves, and their bytes pass as they are. */
const objects = {
  isFree: true,
  readAsk: (body, _path, _query, contentType) => bareAsk(body, contentType),
  readAnswer: () => ({ usage: null, fault: null }),
  textOfAnswer: () => '',
  openStream: openNoStream,
  streamEnd: null,
  renderError: renderOpenAiError,
  renderErrorEvent: renderOpenAiErrorEvent,
} as const satisfies Partial<CallProtocol>;

/** Calls under /files, /batches and /fine_tuning/jobs of OpenAI's API. */
export const filesProtocol: CallProtocol = { ...objects, name: 'openai.files' };
export const batchesProtocol: CallProtocol = { ...objects, name: 'openai.batches' };
export const fineTuningProtocol: CallProtocol = { ...objects, name: 'openai.fine_tuning_jobs' };

/** A file that comes in a form. */
export const uploadProtocol: CallProtocol = { ...filesProtocol, takes: 'forms' };

/** The bytes of a file, which pass as they come. */
export const contentProtocol: CallProtocol = {
  ...filesProtocol,
  readAsk: (body) => ({ ...bareAsk(body, undefined), streamed: true, isBytes: true, accept: '*/*' }),
};
