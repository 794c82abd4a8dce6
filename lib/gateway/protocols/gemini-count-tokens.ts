import { asRecord, parseJson } from '../json/as-record.ts';
import { geminiFrame } from './gemini/gemini-frame.ts';
import { answerReader } from './gemini/read-answer.ts';
import { readCountAsk } from './gemini/read-count-ask.ts';
import { readGenerateAsk } from './gemini/read-generate-ask.ts';
import type { CallProtocol } from './protocol.ts';

/** The request to be counted; where it is a whole one it stands in a field, whose name has two spellings. */
function contentsToCount(body: Buffer): Buffer {
  const request = asRecord(parseJson(body.toString()));
  const whole = asRecord(request?.generateContentRequest ?? request?.generate_content_request);
  if (whole === undefined) return body;
  const { model: _namedInThePath, ...counted } = whole;
  return Buffer.from(JSON.stringify(counted));
}

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
  counts: {
    read: (body, model) => readGenerateAsk(contentsToCount(body), `/models/${encodeURIComponent(model)}:generateContent`, false),
    answer: (tokens) => ({ totalTokens: tokens }),
  },
};
