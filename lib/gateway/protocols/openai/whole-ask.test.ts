import { describe, expect, it } from 'vitest';
import type { Ask } from '../protocol.ts';
import { readImagesAsk } from './read-images-ask.ts';
import { readModerationsAsk } from './read-moderations-ask.ts';
import { readRerankAsk } from './read-rerank-ask.ts';

function refusalOf(read: (body: Buffer) => Ask, text: string): unknown {
  try {
    return read(Buffer.from(text));
  } catch (error) {
    return error;
  }
}

describe('a request for moderation', () => {
  it('may leave the model out, and gets it where the provider calls it otherwise', () => {
    const ask = readModerationsAsk(Buffer.from('{"input":["One",{"type":"text","text":"Two"},{"image_url":{"url":"x"}}]}'));
    expect(ask).toMatchObject({ model: 'omni-moderation-latest', outputTokensMax: 0, size: { media: 1 } });
    expect(ask.text()).toBe('One\nTwo');
    expect(ask.toBody({ model: 'omni-moderation-latest', reportUsage: true }).toString()).not.toContain('omni');
    expect(ask.toBody({ model: 'other', reportUsage: true }).toString()).toMatch(/,"model":"other"\}$/);
    expect(readModerationsAsk(Buffer.from('{"input":"One"}')).text()).toBe('One');
  });
});

describe('a request to rank', () => {
  it('is read as the query with each document', () => {
    const body = '{"model":"m","query":"Which?","documents":["One",{"text":"Two"},"Three"]}';
    const ask = readRerankAsk(Buffer.from(body));
    expect(ask.text()).toBe('Which?\nOne\nWhich?\n{"text":"Two"}\nWhich?\nThree');
    expect(ask.size.bytes).toBe(body.length + 2 * '"Which?"'.length);
  });

  it.each([
    ['{"model":"m","documents":["x"]}', '/query'],
    ['{"model":"m","query":"x","documents":"x"}', '/documents'],
    ['{"model":"m","query":"x","documents":["x"],"top_n":0}', '/top_n'],
    ['{"query":"x","documents":["x"]}', '/model'],
  ])('is refused as %s, naming %s', (body, pointer) => {
    expect(refusalOf(readRerankAsk, body)).toMatchObject({ code: 'invalid_request', errors: [{ pointer }] });
  });
});

describe('a request for pictures', () => {
  it('counts them', () => {
    const ask = readImagesAsk(Buffer.from('{"model":"m","prompt":"A gate","n":3,"stream":false}'));
    expect(ask).toMatchObject({ streamed: false, choices: 3, outputTokensMax: null });
    expect(ask.text()).toBe('A gate');
  });

  it.each([
    ['{"model":"m"}', '/prompt'],
    ['{"prompt":"x"}', '/model'],
    ['{"model":"m","prompt":"x","n":11}', '/n'],
    ['{"model":"m","prompt":"x","stream":1}', '/stream'],
  ])('is refused as %s, naming %s', (body, pointer) => {
    expect(refusalOf(readImagesAsk, body)).toMatchObject({ code: 'invalid_request', errors: [{ pointer }] });
  });
});
