import { geminiFrame } from './gemini/gemini-frame.ts';
import { answerReader } from './gemini/read-answer.ts';
import { readEmbedAsk } from './gemini/read-embed-ask.ts';
import type { CallProtocol } from './protocol.ts';

/** POST /v1beta/models/{model}:embedContent of Google's Gemini API (ai.google.dev/api/embeddings). */
export const geminiEmbedContent: CallProtocol = {
  ...geminiFrame,
  name: 'gemini.embed_content',
  rateHeaders: 'none',
  readAsk: readEmbedAsk,
  readAnswer: answerReader([['embedding', 'object']], 'no embedding'),
  textOfAnswer: () => '',
};
