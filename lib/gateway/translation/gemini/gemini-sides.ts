import { geminiGenerateContent } from '../../protocols/gemini-generate-content.ts';
import { geminiStreamGenerateContent } from '../../protocols/gemini-stream-generate-content.ts';
import type { CallProtocol } from '../../protocols/protocol.ts';
import type { CallerSide, ProviderSide } from '../conversation-translation.ts';
import { gatherAnswer } from '../gather-answer.ts';
import { GeminiEventReader } from './gemini-event-reader.ts';
import { GeminiEventWriter } from './gemini-event-writer.ts';
import { readGeminiRequest } from './read-gemini-request.ts';
import { writeGeminiAnswer } from './write-gemini-answer.ts';
import { writeGeminiRequest } from './write-gemini-request.ts';

const sideOf = (protocol: CallProtocol, action: string, streamed: boolean): CallerSide & ProviderSide => ({
  name: protocol.name,
  protocol,
  streamed,
  mayCallInParallel: true,
  spelling: 'either',
  addressOf: (model) => ({ path: `/v1beta/models/${encodeURIComponent(model)}:${action}`, query: streamed ? 'alt=sse' : '' }),
  readRequest: (fields) => readGeminiRequest(fields, streamed),
  writeRequest: writeGeminiRequest,
  readAnswer: (body) => gatherAnswer(new GeminiEventReader().read(body.toString())),
  writeAnswer: writeGeminiAnswer,
  openReader: () => new GeminiEventReader(),
  openWriter: () => new GeminiEventWriter(),
});

/** Google's Gemini API, for callers and for providers, where whole answers and streams have paths of their own. */
export const geminiSide = sideOf(geminiGenerateContent, 'generateContent', false);
/** Its streams. */
export const geminiStreamSide = sideOf(geminiStreamGenerateContent, 'streamGenerateContent', true);
