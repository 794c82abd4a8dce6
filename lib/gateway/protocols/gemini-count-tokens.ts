import { geminiFrame } from './gemini/gemini-frame.ts';
import { answerReader } from './gemini/read-answer.ts';
import { readCountAsk } from './gemini/read-count-ask.ts';
import type { CallProtocol } from './protocol.ts';

const readCounted = answerReader([['totalTokens', 'number']], 'no token count');

/** POST /v1beta/models/{model}:countTokens of Google's Gemini API (ai.google.dev/api/tokens), which costs nothing. */
export const geminiCountTokens: CallProtocol = {
  ...geminiFrame,
  name: 'gemini.count_tokens',
  rateHeaders: 'none',
  readAsk: readCountAsk,
  // The answer has no usage because there is none: an empty report, which is read as zero.
  readAnswer: (body) => ({ usage: {}, fault: readCounted(body).fault }),
  textOfAnswer: () => '',
};
