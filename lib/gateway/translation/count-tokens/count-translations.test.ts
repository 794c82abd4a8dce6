import { describe, expect, it } from 'vitest';
import { askOf } from '#tests/gateway/support/ask-of.ts';
import { pointerOf } from '#tests/gateway/support/pointer-of.ts';
import { countTranslations } from './count-translations.ts';

const find = (caller: string) => {
  const found = countTranslations.find((translation) => translation.caller === caller);
  if (found === undefined) throw new Error(`Nothing serves ${caller}`);
  return found;
};
const ask = (caller: string, request: object) =>
  JSON.parse(
    find(caller)
      .translateRequest(Buffer.from(JSON.stringify(request)), { model: 'm', outputTokensMax: null })
      .toString(),
  );
const answer = (caller: string, given: object) =>
  JSON.parse(
    find(caller)
      .translateAnswer(Buffer.from(JSON.stringify(given)), 0, askOf({}))
      .toString(),
  );

const messages = {
  messages: [{ role: 'user', content: 'Hi' }],
  system: 'Be brief.',
  tools: [{ name: 'f', input_schema: { type: 'object' } }],
};
const contents = {
  contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
  systemInstruction: { parts: [{ text: 'Be brief.' }] },
  tools: [{ functionDeclarations: [{ name: 'f', parametersJsonSchema: { type: 'object' } }] }],
};

describe('[GW-2] counting tokens', () => {
  it('is done by Gemini for callers of Anthropic’s', () => {
    const request = { model: 'a', ...messages, thinking: { type: 'enabled', budget_tokens: 2_000 } };
    expect(ask('anthropic.count_tokens', request)).toEqual({ generateContentRequest: { model: 'models/m', ...contents } });
    expect(answer('anthropic.count_tokens', { totalTokens: 12 })).toEqual({ input_tokens: 12 });
  });

  it('is done by Anthropic for callers of Gemini’s', () => {
    const expected = {
      model: 'm',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      system: [{ type: 'text', text: 'Be brief.' }],
      tools: [{ name: 'f', input_schema: { type: 'object' } }],
    };
    const generateContentRequest = { model: 'models/a', ...contents, generationConfig: { maxOutputTokens: 5 } };
    expect(ask('gemini.count_tokens', { generateContentRequest })).toEqual(expected);
    expect(ask('gemini.count_tokens', { contents: contents.contents })).toEqual({ model: 'm', messages: expected.messages });
    expect(answer('gemini.count_tokens', { input_tokens: 12 })).toEqual({ totalTokens: 12 });
  });

  it('refuses by the place in what was sent', () => {
    const odd = { contents: [{ parts: [{ executableCode: {} }] }] };
    expect(pointerOf(() => ask('gemini.count_tokens', { generateContentRequest: odd }))).toBe(
      '/generateContentRequest/contents/0/parts/0/executableCode',
    );
    expect(pointerOf(() => ask('gemini.count_tokens', { generateContentRequest: contents, more: 1 }))).toBe('/more');
  });
});
