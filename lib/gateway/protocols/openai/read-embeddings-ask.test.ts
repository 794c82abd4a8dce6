import { describe, expect, it } from 'vitest';
import { openAiEmbeddings } from '../openai-embeddings.ts';
import { readEmbeddingsAsk } from './read-embeddings-ask.ts';

const read = (text: string) => readEmbeddingsAsk(Buffer.from(text));

describe('a request for embeddings', () => {
  it.each([
    ['"one text"', 'one text'],
    ['["one","two"]', 'one\ntwo'],
    ['[1,2,3]', '1\n2\n3'],
    ['[[1,2],[3]]', '[1,2]\n[3]'],
  ])('takes the input %s', (input, text) => {
    const ask = read(`{"input":${input},"model":"m","encoding_format":"base64"}`);
    expect(ask).toMatchObject({ model: 'm', streamed: false, outputTokensMax: 0, choices: 1 });
    expect(ask.text()).toBe(text);
  });

  it('changes the bytes of the model and no other', () => {
    const body = '{ "input":"\\u00e9" ,"model" : "alias","dimensions":8}';
    expect(read(body).toBody({ model: 'real', reportUsage: true }).toString()).toBe(body.replace('alias', 'real'));
    expect(read(body).toBody({ model: 'alias', reportUsage: true }).toString()).toBe(body);
  });

  it.each([
    ['{"model":"m"}', '/input'],
    ['{"model":"m","input":[]}', '/input'],
    ['{"model":"m","input":7}', '/input'],
    ['{"input":"x"}', '/model'],
    ['{"model":"m","input":"x","stream":true}', '/stream'],
    ['{"model":"m","input":"x","input":"y"}', '/input'],
    ['{"model":"m","input":"x","Input":"y"}', '/input'],
  ])('%s is refused, naming %s', (body, pointer) => {
    let refusal: unknown;
    try {
      read(body);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ code: 'invalid_request', errors: [{ pointer }] });
  });

  it('knows an answer from something else', () => {
    const answer = (text: string) => openAiEmbeddings.readAnswer(Buffer.from(text));
    expect(answer('{"data":[],"usage":{"prompt_tokens":4}}')).toEqual({ usage: { prompt_tokens: 4 }, fault: null });
    expect(answer('{"data":[],"usage":null}')).toEqual({ usage: null, fault: null });
    expect(answer('{"choices":[]}').fault).toContain('no data');
    expect(answer('<html>').fault).toContain('not JSON');
  });
});
