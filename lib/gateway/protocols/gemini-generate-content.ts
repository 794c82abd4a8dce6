import { geminiFrame } from './gemini/gemini-frame.ts';
import { readGenerateAnswer, textOfGenerateAnswer } from './gemini/read-answer.ts';
import { readGenerateAsk } from './gemini/read-generate-ask.ts';
import type { CallProtocol } from './protocol.ts';

/** POST /v1beta/models/{model}:generateContent of Google's Gemini API (ai.google.dev/api/generate-content). */
export const geminiGenerateContent: CallProtocol = {
  ...geminiFrame,
  name: 'gemini.generate_content',
  rateHeaders: 'none',
  turns: { list: 'contents', content: 'parts' },
  outputTokens: { paths: [['generationConfig', 'maxOutputTokens']], hasTwoSpellings: true },
  readAsk: (body, path) => readGenerateAsk(body, path, false),
  readAnswer: readGenerateAnswer,
  textOfAnswer: textOfGenerateAnswer,
};
