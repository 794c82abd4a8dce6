import { endianness } from 'node:os';
import type { TokenCounter } from '../../tokens/token-counter.ts';
import { embedText } from './embed-text.ts';
import { errorAnswer } from './error-answer.ts';
import { type EmbeddingsRequest, readEmbeddingsRequest } from './read-embeddings-request.ts';
import { SandboxRefusal } from './read-sandbox-request.ts';
import { sandboxModelNamed } from './sandbox-models.ts';
import { type SandboxStep, wholeSteps } from './sandbox-step.ts';

/** The vector's floats as Base64, little-endian as everyone expects them. */
function toBase64(vector: Float32Array): string {
  const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
  return (endianness() === 'BE' ? Buffer.from(bytes).swap32() : bytes).toString('base64');
}

function render({ model, texts, dimensions, isBase64 }: EmbeddingsRequest, tokens: number): Buffer {
  const data = texts.map((text, index) => {
    const vector = embedText(text, dimensions);
    return { object: 'embedding', index, embedding: isBase64 ? toBase64(vector) : [...vector] };
  });
  return Buffer.from(JSON.stringify({ object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } }));
}

/** The answer to a request for embeddings; models that play an error play it here too. Throws SandboxRefusal. */
export async function scriptEmbeddings(body: Buffer, counter: TokenCounter): Promise<Iterable<SandboxStep>> {
  const request = readEmbeddingsRequest(body);
  const model = sandboxModelNamed(request.model);
  if (model === undefined) throw new SandboxRefusal('model', `The sandbox has no model "${request.model}".`);
  if (model.fault?.kind === 'error') return errorAnswer(model.fault.status);
  if (model.answers !== 'embeddings') throw new SandboxRefusal('model', `"${model.name}" is no embedding model; use "sandbox-embedding".`);
  let tokens = 0;
  for (const text of request.texts) tokens += await counter.count(text);
  return wholeSteps(200, render(request, tokens), {}, model.firstTokenMs);
}
