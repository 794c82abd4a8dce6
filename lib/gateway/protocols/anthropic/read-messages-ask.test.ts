import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { readMessagesAsk } from './read-messages-ask.ts';

const messages = '"messages":[{"role":"user","content":"Hi"}]';
const read = (text: string) => readMessagesAsk(Buffer.from(text));
const withContent = (block: string, more = '') =>
  read(`{"model":"m","max_tokens":5,"messages":[{"role":"user","content":[${block}]}]${more}}`);

function pointerOf(text: string): string | undefined {
  try {
    read(text);
  } catch (error) {
    if (error instanceof AppError) return error.errors[0]?.pointer;
  }
  throw new Error('It was accepted');
}

describe('what is read', () => {
  it('finds the fields wherever they stand', () => {
    const ask = read(`{"tools":[{},{}],${messages},"stream":true,"max_tokens":50,"model":"claude"}`);
    expect(ask).toMatchObject({ model: 'claude', streamed: true, usageRequested: true, outputTokensMax: 50, choices: 1 });
    expect(ask.size).toMatchObject({ parts: 3, media: 0, hasUnseenState: false });
  });

  it('takes a limit of zero, which fills the cache', () => {
    expect(read(`{"model":"m",${messages},"max_tokens":0}`).outputTokensMax).toBe(0);
  });

  it.each([
    ['/max_tokens', `{"model":"m",${messages}}`],
    ['/max_tokens', `{"model":"m",${messages},"max_tokens":-1}`],
    ['/max_tokens', `{"model":"m",${messages},"max_tokens":"5"}`],
    ['/max_tokens', `{"model":"m",${messages},"max_tokens":5,"max_tokens":6}`],
    ['/messages', '{"model":"m","max_tokens":5,"messages":[]}'],
    ['/model', `{${messages},"max_tokens":5}`],
    ['/model', `{"model":"a","MODEL":"b",${messages},"max_tokens":5}`],
    ['/stream', `{"model":"m",${messages},"max_tokens":5,"stream":1}`],
    ['/tools', `{"model":"m",${messages},"max_tokens":5,"tools":{}}`],
  ])('refuses a fault in %s', (pointer, text) => {
    expect(pointerOf(text)).toBe(pointer);
  });

  it('counts pictures, and notices what its bytes do not bound', () => {
    const image = withContent('{"type":"image","source":{"type":"url","url":"https://x"}}');
    expect([image.size.media, image.size.hasUnseenState]).toEqual([1, false]);
    expect(withContent('{"type":"document","source":{"type":"url","url":"https://x"}}').size.hasUnseenState).toBe(true);
    expect(withContent('{"type":"\\u0064ocument","source":{"type":"url","url":"https://x"}}').size.hasUnseenState).toBe(true);
    expect(withContent('{"type":"image","source":{"type":"file","file_id":"f"}}').size.hasUnseenState).toBe(true);
    expect(withContent('{"type":"text","text":"a \\"document\\" \\u00e9"}').size.hasUnseenState).toBe(false);
  });

  it('notices tools that run at the provider', () => {
    const text = '{"type":"text","text":"Hi"}';
    expect(withContent(text, ',"tools":[{"type":"web_search_20250305","name":"web_search"}]').size.hasUnseenState).toBe(true);
    expect(withContent(text, ',"tools":[{"type":"\\u0077eb_search_20250305","name":"s"}]').size.hasUnseenState).toBe(true);
    expect(withContent(text, ',"tools":[{"name":"f","description":"caf\\u00e9","input_schema":{}}]').size.hasUnseenState).toBe(false);
    expect(withContent(text, ',"mcp_servers":[{"type":"url","url":"https://x"}]').size.hasUnseenState).toBe(true);
    expect(withContent(text, ',"container":"c"').size.hasUnseenState).toBe(true);
  });

  it('gives the text that a model reads, without the media', () => {
    const ask = read(
      '{"model":"m","max_tokens":5,"system":[{"type":"text","text":"Be brief."}],"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"look","input":{"a":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"Seen"},{"type":"image","source":{"data":"xyz"}}]}]}]}',
    );
    expect(ask.text()).toBe('Be brief.\nHi\nlook\n{"a":1}\nSeen');
  });
});

describe('what goes upstream', () => {
  const body = `{ "temperature" : 0.30,\t${messages}, "model":"alias" ,"max_tokens":5, "stream":true,"x":"\\u00e9" }`;

  it('is the very same bytes when the model keeps its name', () => {
    const bytes = Buffer.from(body);
    expect(readMessagesAsk(bytes).toBody({ model: 'alias', reportUsage: true })).toBe(bytes);
  });

  it('changes the bytes of the model and no other', () => {
    expect(read(body).toBody({ model: 'real "name"', reportUsage: true }).toString()).toBe(body.replace('"alias"', '"real \\"name\\""'));
  });
});
