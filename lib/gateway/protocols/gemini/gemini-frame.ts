import type { CallProtocol, StreamReader } from '../protocol.ts';
import { GeminiStreamReader } from './gemini-stream-reader.ts';
import { renderGeminiError, renderGeminiErrorEvent } from './render-gemini-error.ts';

/** What all protocols of Google's API have in common. Streams simply end, and its older SDKs fail on comments in them; some clients pass over errors. */
export const geminiFrame = {
  openStream: (ask): StreamReader => new GeminiStreamReader(ask),
  streamEnd: Buffer.alloc(0),
  hasNoComments: true,
  breaksOffAfterError: true,
  renderError: renderGeminiError,
  renderErrorEvent: renderGeminiErrorEvent,
} satisfies Partial<CallProtocol>;
