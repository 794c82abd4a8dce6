import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { readCountAsk } from './read-count-ask.ts';
import { readBatchEmbedAsk, readEmbedAsk } from './read-embed-ask.ts';
import { assertServerSentEvents, readGenerateAsk } from './read-generate-ask.ts';

const path = (action: string, model = 'gemini-2.5-flash') => `/api/v1beta/models/${model}:${action}`;
const contents = '"contents":[{"role":"user","parts":[{"text":"Hi"}]}]';
const generate = (body: string, model?: string) => readGenerateAsk(Buffer.from(body), path('generateContent', model), false);

/** The pointer and the words of a refusal. */
function refusalOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${error.errors[0]?.pointer ?? ''}`.trim();
  }
  return 'none';
}

describe('[GW-1] a request that generates content', () => {
  it.each([
    [`{${contents},"generationConfig":{"maxOutputTokens":64,"candidateCount":2}}`],
    [`{${contents},"generation_config":{"max_output_tokens":64,"candidate_count":"2"}}`],
  ])('is read in both spellings: %s', (body) => {
    expect(generate(body)).toMatchObject({ model: 'gemini-2.5-flash', outputTokensMax: 64, choices: 2, streamed: false });
  });

  it.each([
    ['invalid_request /contents', '{}'],
    ['invalid_request /contents', '{"contents":[]}'],
    ['invalid_request /contents', '{"contents":"Hi"}'],
    ['invalid_request /contents', `{${contents},${contents}}`],
    ['invalid_request /contents', `{${contents},"Contents":[]}`],
    ['invalid_request /generationConfig', `{${contents},"generationConfig":{},"generation_config":{}}`],
    ['invalid_request /generationConfig/maxOutputTokens', `{${contents},"generationConfig":{"maxOutputTokens":1,"max_output_tokens":9}}`],
    ['invalid_request /generationConfig/maxOutputTokens', `{${contents},"generationConfig":{"maxOutputTokens":1.5}}`],
    ['invalid_request /generationConfig/candidateCount', `{${contents},"generationConfig":{"candidateCount":0}}`],
    ['invalid_request /cachedContent', `{${contents},"cachedContent":"a","cached_content":"b"}`],
    ['invalid_request /model', `{${contents},"model":"models/gemini-2.5-pro"}`],
    ['malformed_json', `{${contents}`],
    ['malformed_json', ''],
  ])('is refused with %s: %s', (refusal, body) => {
    expect(refusalOf(() => generate(body))).toBe(refusal);
  });

  it('weighs media, and knows what it cannot see', () => {
    const part = (fields: string) => generate(`{"contents":[{"parts":[${fields}]}]}`).size;
    expect(part('{"inlineData":{"mimeType":"image/png","data":"aGk="}},{"inline_data":{}}')).toMatchObject({
      media: 2,
      hasUnseenState: false,
    });
    expect(part('{"fileData":{"fileUri":"files/x"}}')).toMatchObject({ media: 1, hasUnseenState: true });
    expect(part('{"file\\u005fdata":{}}')).toMatchObject({ media: 1, hasUnseenState: true });
    expect(generate(`{${contents},"cached_content":"cachedContents/x"}`).size.hasUnseenState).toBe(true);
    expect(generate(`{${contents},"tools":[{"google_search":{}}]}`).size).toMatchObject({ parts: 2, hasUnseenState: true });
    expect(generate(`{${contents},"systemInstruction":{"parts":[]}}`).size).toMatchObject({ parts: 2, media: 0, hasUnseenState: false });
  });

  it('keeps its bytes, but for a model that it names under another name', () => {
    const body = ` {"model" : "models/up/gemini", ${contents} }`;
    const ask = generate(body, 'up/gemini');
    expect(ask.toBody({ model: 'up/gemini', reportUsage: true }).toString()).toBe(body);
    expect(ask.toBody({ model: 'gemini', reportUsage: true }).toString()).toBe(body.replace('up/', ''));
    const plain = generate(`{${contents}}`, 'models%2Fup%2Fgemini');
    expect([plain.model, plain.toBody({ model: 'gemini', reportUsage: true }).toString()]).toEqual(['up/gemini', `{${contents}}`]);
  });

  it('has the text that a model reads', () => {
    const body = `{"systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[{"parts":[{"text":"Hi"},{"functionResponse":{"name":"f"}}]}],"tools":[{"functionDeclarations":[]}]}`;
    expect(generate(body).text()).toBe('Be brief.\nHi\n{"name":"f"}\n[{"functionDeclarations":[]}]');
  });

  it.each(['..', 'a/../b', 'a//b', '%2E%2E/files', 'x'.repeat(257)])('is refused for the model %s', (model) => {
    expect(refusalOf(() => generate(`{${contents}}`, model))).toBe('invalid_request /model');
  });

  it('streams only as server-sent events', () => {
    expect(() => assertServerSentEvents('alt=sse')).not.toThrow();
    expect(() => assertServerSentEvents('prettyPrint=false&$alt=sse')).not.toThrow();
    for (const query of ['', 'alt=json', 'alt=', 'salt=sse']) expect(() => assertServerSentEvents(query)).toThrow('invalid_request');
  });
});

describe('[GW-1] a request for embeddings', () => {
  it('names its model in each item, and is renamed in each', () => {
    const item = (model: string) => `{ "model":"models/${model}","content":{"parts":[{"text":"a, b]"}]}}`;
    const body = `{"requests" : [${item('up/e')} , ${item('up/e')}]}`;
    const ask = readBatchEmbedAsk(Buffer.from(body), path('batchEmbedContents', 'up/e'));
    expect(ask.toBody({ model: 'e', reportUsage: true }).toString()).toBe(body.replaceAll('up/', ''));
    expect([ask.size.parts, ask.text(), ask.outputTokensMax]).toEqual([2, 'a, b]\na, b]', 0]);
  });

  it.each([
    ['invalid_request /requests/1/model', '{"requests":[{"model":"models/e"},{"model":"models/dear"}]}'],
    ['invalid_request /requests/0', '{"requests":[1]}'],
    ['invalid_request /requests', '{"requests":[]}'],
  ])('is refused with %s', (refusal, body) => {
    expect(refusalOf(() => readBatchEmbedAsk(Buffer.from(body), path('batchEmbedContents', 'e')))).toBe(refusal);
  });

  it('needs content', () => {
    expect(refusalOf(() => readEmbedAsk(Buffer.from('{}'), path('embedContent', 'e')))).toBe('invalid_request /content');
    expect(readEmbedAsk(Buffer.from('{"content":{"parts":[{"text":"a"}]}}'), path('embedContent', 'e')).text()).toBe('a');
  });
});

describe('[GW-1] a request to count tokens', () => {
  const read = (body: string) => readCountAsk(Buffer.from(body), path('countTokens', 'up/g'));

  it('takes contents or a whole request, and weighs nothing', () => {
    expect(read(`{${contents}}`)).toMatchObject({ outputTokensMax: 0, size: { bytes: 0, parts: 0 } });
    const body = `{"generateContentRequest":{"model":"models/up/g",${contents}}}`;
    expect(read(body).toBody({ model: 'g', reportUsage: true }).toString()).toBe(body.replace('up/', ''));
    expect(refusalOf(() => read('{}'))).toBe('invalid_request /contents');
    expect(refusalOf(() => read('{"generate_content_request":{"model":"models/h"}}'))).toBe(
      'invalid_request /generateContentRequest/model',
    );
  });
});
