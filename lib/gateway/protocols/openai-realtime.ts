import { AppError } from '#lib/core/errors.ts';
import { bareAsk } from '../objects/bare-ask.ts';
import { openAiErrorObject, renderOpenAiError } from './openai/render-openai-error.ts';
import { openNoStream } from './openai/whole-answer.ts';
import type { Ask, CallProtocol } from './protocol.ts';

const modelBytesMax = 256;

/** The model stands in the query; everything else is said inside the session. Throws AppError('invalid_request'). */
function readRealtimeAsk(query: string): Ask {
  const parameters = new URLSearchParams(query);
  const [model = '', ...more] = parameters.getAll('model');
  const isNamed = model !== '' && more.length === 0 && Buffer.byteLength(model) <= modelBytesMax;
  if (parameters.has('call_id')) {
    throw new AppError('invalid_request', { detail: 'Calls that began elsewhere (call_id) cannot be joined here: they are not metered.' });
  }
  if (isNamed) return { ...bareAsk(Buffer.alloc(0), undefined), model, streamed: true };
  const detail = 'Name the model in the URL, once: /api/v1/realtime?model=… Sessions that only transcribe are not served.';
  throw new AppError('invalid_request', { detail, errors: [{ pointer: '/model', detail: 'must be named in the URL' }] });
}

/** `error` as a server event of the protocol (API reference, realtime server events). */
const renderErrorEvent: CallProtocol['renderErrorEvent'] = (error, requestId) =>
  Buffer.from(
    JSON.stringify({ type: 'error', event_id: `event_${requestId}`, error: { ...openAiErrorObject(error, requestId), event_id: null } }),
  );

/** OpenAI's realtime protocol: events in JSON over a WebSocket at /realtime. Each response is a call of this protocol. */
export const openAiRealtime: CallProtocol = {
  name: 'openai.realtime',
  takes: 'anything',
  readAsk: (_body, _path, query) => readRealtimeAsk(query),
  readAnswer: () => ({ usage: null, fault: null }),
  textOfAnswer: () => '',
  openStream: openNoStream,
  streamEnd: null,
  renderError: renderOpenAiError,
  renderErrorEvent,
};
