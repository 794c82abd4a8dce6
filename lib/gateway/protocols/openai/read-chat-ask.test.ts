import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { readChatAsk } from './read-chat-ask.ts';

const messages = '"messages":[{"role":"user","content":"Hi"}]';
const read = (text: string) => readChatAsk(Buffer.from(text));

function errorOf(text: string | Buffer): AppError {
  try {
    readChatAsk(Buffer.from(text));
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('It was accepted');
}

describe('what is read', () => {
  it('finds the fields wherever they stand', () => {
    const ask = read(
      `{"n":2,${messages},"stream":true,"tools":[{},{}],"max_completion_tokens":50,"max_tokens":9,"model":"gpt","stream_options":{"include_usage":true}}`,
    );
    expect(ask).toMatchObject({ model: 'gpt', streamed: true, usageRequested: true, outputTokensMax: 50, choices: 2 });
    expect(ask.size).toMatchObject({ parts: 3, media: 0, hasUnseenState: false });
  });

  it('takes null for absent', () => {
    const ask = read(`{"model":"m",${messages},"stream":null,"n":null,"max_tokens":null,"tools":null,"stream_options":null}`);
    expect(ask).toMatchObject({ streamed: false, usageRequested: false, outputTokensMax: null, choices: 1 });
  });

  it('counts media and notices files', () => {
    const parts = '{"type":"image_url","image_url":{"url":"https://x"}},{"type":"file","file":{"file_id":"f"}}';
    const ask = read(`{"model":"m","messages":[{"role":"user","content":[${parts}]}]}`);
    expect(ask.size.media).toBeGreaterThanOrEqual(1);
    expect(ask.size.hasUnseenState).toBe(true);
  });

  it('gives the text that a model reads, without the media', () => {
    const ask = read(
      '{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:xyz"}}]}],"tools":[{"type":"function","function":{"name":"look"}}]}',
    );
    expect(ask.text()).toBe('Be brief.\nWhat is this?\n[{"type":"function","function":{"name":"look"}}]');
  });
});

describe('what goes upstream', () => {
  const body = `{ "temperature" : 0.30,\t${messages}, "model":"alias" , "seed":12345678901234567890,"x":"\\u00e9" }`;

  it('is the very same bytes when nothing has to change', () => {
    const bytes = Buffer.from(body);
    expect(readChatAsk(bytes).toBody({ model: 'alias', reportUsage: true })).toBe(bytes);
  });

  it('changes the bytes of the model and no other', () => {
    expect(read(body).toBody({ model: 'real "name"', reportUsage: true }).toString()).toBe(body.replace('"alias"', '"real \\"name\\""'));
  });

  it.each([
    ['absent', '{"stream":true,%}', '{"stream":true,%,"stream_options":{"include_usage":true}}'],
    ['null', '{"stream_options": null ,%,"stream":true}', '{"stream_options": {"include_usage":true} ,%,"stream":true}'],
    ['empty', '{"stream_options":{ },%,"stream":true}', '{"stream_options":{ "include_usage":true},%,"stream":true}'],
    [
      'false',
      '{"stream_options":{"a":1,"include_usage" : false},%,"stream":true}',
      '{"stream_options":{"a":1,"include_usage" : true},%,"stream":true}',
    ],
    ['other', '{"stream_options":{"a":[{}]},%,"stream":true}', '{"stream_options":{"a":[{}],"include_usage":true},%,"stream":true}'],
    ['true', '{"stream_options":{"include_usage":true},%,"stream":true}', '{"stream_options":{"include_usage":true},%,"stream":true}'],
    ['no stream', '{"stream":false,%}', '{"stream":false,%}'],
  ])('asks for usage in a stream when the option is %s', (_what, before, after) => {
    const rest = `"model":"m",${messages}`;
    const ask = read(before.replace('%', rest));
    expect(ask.toBody({ model: 'm', reportUsage: true }).toString()).toBe(after.replace('%', rest));
    expect(ask.toBody({ model: 'm', reportUsage: false }).toString()).toBe(before.replace('%', rest));
  });

  it('makes both changes at once, in either order of the fields', () => {
    const usage = '"stream_options":{"include_usage":true}';
    expect(read(`{"stream":true,"model":"a",${messages}}`).toBody({ model: 'b', reportUsage: true }).toString()).toBe(
      `{"stream":true,"model":"b",${messages},${usage}}`,
    );
    expect(read(`{"stream_options":null,"stream":true,"model":"a",${messages}}`).toBody({ model: 'b', reportUsage: true }).toString()).toBe(
      `{${usage},"stream":true,"model":"b",${messages}}`,
    );
  });
});

describe('what is refused', () => {
  it.each([
    ['no model', `{${messages}}`, '/model'],
    ['an empty model', `{"model":"",${messages}}`, '/model'],
    ['a model that is no text', `{"model":4,${messages}}`, '/model'],
    ['a model without end', `{"model":"${'m'.repeat(257)}",${messages}}`, '/model'],
    ['two models', `{"model":"a",${messages},"model":"b"}`, '/model'],
    ['a second model in disguise', `{"model":"a",${messages},"mod\\u0065l":"b"}`, '/model'],
    ['a second model in capitals', `{"model":"a",${messages},"Model":"b"}`, '/model'],
    ['a second model in disguise and capitals', `{"model":"a",${messages},"Mod\\u0065l":"b"}`, '/model'],
    ['no messages', '{"model":"a"}', '/messages'],
    ['empty messages', '{"model":"a","messages":[]}', '/messages'],
    ['messages that are no list', '{"model":"a","messages":"Hi"}', '/messages'],
    ['a stream that is no flag', `{"model":"a",${messages},"stream":"yes"}`, '/stream'],
    ['options that are no object', `{"model":"a",${messages},"stream_options":[]}`, '/stream_options'],
    [
      'two usage flags',
      `{"model":"a",${messages},"stream_options":{"include_usage":true,"include_usage":false}}`,
      '/stream_options/include_usage',
    ],
    ['no choices', `{"model":"a",${messages},"n":0}`, '/n'],
    ['too many choices', `{"model":"a",${messages},"n":129}`, '/n'],
    ['half a token', `{"model":"a",${messages},"max_tokens":1.5}`, '/max_tokens'],
    ['tokens as text', `{"model":"a",${messages},"max_tokens":"10"}`, '/max_tokens'],
    ['tools that are no list', `{"model":"a",${messages},"tools":{}}`, '/tools'],
  ])('%s, naming the field', (_what, body, pointer) => {
    const error = errorOf(body);
    expect(error.code).toBe('invalid_request');
    expect(error.errors[0]?.pointer).toBe(pointer);
  });

  it('text that is no JSON, with its place', () => {
    expect(errorOf('{"model":\n "m" "x"}')).toMatchObject({
      code: 'malformed_json',
      detail: expect.stringContaining('position 15 (line 2, column 6)'),
    });
    expect(errorOf('')).toMatchObject({ code: 'malformed_json' });
    expect(errorOf('[]')).toMatchObject({ code: 'malformed_json' });
    expect(errorOf(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toMatchObject({
      code: 'malformed_json',
      detail: expect.stringContaining('UTF-8'),
    });
  });
});
