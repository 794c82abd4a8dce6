import { geminiFrame } from './gemini/gemini-frame.ts';
import { answerReader } from './gemini/read-answer.ts';
import { readBatchEmbedAsk } from './gemini/read-embed-ask.ts';
import type { CallProtocol } from './protocol.ts';

/** POST /v1beta/models/{model}:batchEmbedContents of Google's Gemini API: several embeddings, answered at once. */
export const geminiBatchEmbedContents: CallProtocol = {
  ...geminiFrame,
  name: 'gemini.batch_embed_contents',
  rateHeaders: 'none',
  readAsk: readBatchEmbedAsk,
  readAnswer: answerReader([['embeddings', 'array']], 'no embeddings'),
  textOfAnswer: () => '',
};
