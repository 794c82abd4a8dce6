import { describe, expect, it } from 'vitest';
import { openAiResponses } from '../openai-responses.ts';
import { readResponsesAsk } from './read-responses-ask.ts';

const read = (more: string) => readResponsesAsk(Buffer.from(`{"model":"m"${more}}`));

describe('a request for a response', () => {
  it('is read wherever its fields stand', () => {
    const ask = read(',"input":[{"role":"user","content":"Hi"},{}],"stream":true,"max_output_tokens":50,"tools":[{"type":"function"}]');
    expect(ask).toMatchObject({ model: 'm', streamed: true, usageRequested: true, outputTokensMax: 50, choices: 1 });
    expect(ask.size).toMatchObject({ parts: 3, media: 0, hasUnseenState: false });
    expect(read(',"input":"Hi"').size).toMatchObject({ parts: 1, hasUnseenState: false });
  });

  it.each([
    ',"previous_response_id":"resp_1"',
    ',"input":"x","conversation":"conv_1"',
    ',"input":"x","conversation":{"id":"conv_1"}',
    ',"prompt":{"id":"pmpt_1"}',
    ',"input":"x","tools":[{"type":"function"},{"type":"web_search"}]',
    ',"input":"x","tools":[{"type":"mcp","server_url":"https://x"}]',
    ',"input":[{"type":"item_reference","id":"i"}]',
    ',"input":[{"content":[{"type":"input_file","file_id":"f"}]}]',
    ',"input":[{"content":[{"type":"input_file","file_url":"https://x"}]}]',
  ])('with %s has state that only the provider sees', (more) => {
    expect(read(more).size.hasUnseenState).toBe(true);
  });

  it('gives the text that a model reads', () => {
    const items = '[{"content":"One"},{"content":[{"text":"Two"},{"image_url":"data:x"}]},{"arguments":"{}"},{"output":"Three"}]';
    expect(read(`,"instructions":"Be brief","input":${items},"tools":[{}]`).text()).toBe('Be brief\nOne\nTwo\n{}\nThree\n[{}]');
    expect(read(',"input":"Hi"').text()).toBe('Hi');
  });

  it('changes the bytes of the model and no other', () => {
    const body = '{ "input" : "\\u00e9", "model":"alias","stream":true , "x":1.50}';
    const ask = readResponsesAsk(Buffer.from(body));
    expect(ask.toBody({ model: 'real', reportUsage: true }).toString()).toBe(body.replace('alias', 'real'));
    expect(ask.toBody({ model: 'alias', reportUsage: true }).toString()).toBe(body);
  });

  it.each([
    ['', '/input'],
    [',"input":[]', '/input'],
    [',"input":{}', '/input'],
    [',"input":"x","background":true', '/background'],
    [',"input":"x","max_output_tokens":0', '/max_output_tokens'],
    [',"input":"x","stream":1', '/stream'],
    [',"input":"x","tools":{}', '/tools'],
    [',"input":"x","Stream":true', '/stream'],
  ])('with %s is refused, naming %s', (more, pointer) => {
    let refusal: unknown;
    try {
      read(more);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ code: 'invalid_request', errors: [{ pointer }] });
  });
});

describe('a response', () => {
  const answer = (text: string) => openAiResponses.readAnswer(Buffer.from(text));

  it('is known by its output, and a failed one by its error', () => {
    expect(answer('{"output":[],"error":null,"usage":{"input_tokens":1}}')).toEqual({ usage: { input_tokens: 1 }, fault: null });
    expect(answer('{"output":[],"error":{"message":"Out of luck"}}').fault).toBe('The provider could not complete its answer: Out of luck');
    expect(answer('{"choices":[]}').fault).toContain('no output');
  });

  it('gives its text', () => {
    const output = '[{"summary":[{"text":"Hm"}]},{"content":[{"text":"Yes"},{"refusal":"No"}]},{"name":"f","arguments":"{}"}]';
    expect(openAiResponses.textOfAnswer(Buffer.from(`{"output":${output}}`))).toBe('Hm\nYes\nNo\nf\n{}');
  });
});
