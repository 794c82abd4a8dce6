import { expect, test } from 'vitest';
import { embeddingsBody } from './embeddings.ts';

const titan = 'amazon.titan-embed-text-v2:0';
const body = (request: object, model: string) => JSON.parse(embeddingsBody(Buffer.from(JSON.stringify(request)), model).toString());

test('[GW-3] Titan takes one text, Cohere several with what they are for', () => {
  expect(body({ input: ['a'], user: 'u' }, titan)).toEqual({ inputText: 'a' });
  expect(body({ input: 'a', input_type: 'search_query', dimensions: 512 }, 'cohere.embed-v4:0')).toEqual({
    texts: ['a'],
    input_type: 'search_query',
    embedding_types: ['float'],
    output_dimension: 512,
  });
});

test.each([
  [{ input: ['a', 'b'] }, titan, '/input'],
  [{ input: [1, 2] }, titan, '/input'],
  [{ input: [] }, 'cohere.embed-v4:0', '/input'],
  [{ input: 'a', input_type: 'search_query' }, titan, '/input_type'],
  [{ input: 'a', other: 1 }, titan, '/other'],
])('%j is refused for %s by its field', (request, model, pointer) => {
  expect(() => body(request, model)).toThrow(
    expect.objectContaining({ code: 'invalid_request', errors: [expect.objectContaining({ pointer })] }),
  );
});
