import { geminiFrame } from './gemini/gemini-frame.ts';
import { readGenerateAnswer, textOfGenerateAnswer } from './gemini/read-answer.ts';
import { assertServerSentEvents, readGenerateAsk } from './gemini/read-generate-ask.ts';
import type { CallProtocol } from './protocol.ts';

/** POST /v1beta/models/{model}:streamGenerateContent?alt=sse of Google's Gemini API; without `alt=sse` it is refused. */
export const geminiStreamGenerateContent: CallProtocol = {
  ...geminiFrame,
  name: 'gemini.stream_generate_content',
  rateHeaders: 'none',
  turns: { list: 'contents', content: 'parts' },
  outputTokens: { paths: [['generationConfig', 'maxOutputTokens']], hasTwoSpellings: true },
  readAsk: (body, path, query) => {
    assertServerSentEvents(query);
    return readGenerateAsk(body, path, true);
  },
  readAnswer: readGenerateAnswer,
  textOfAnswer: textOfGenerateAnswer,
};
