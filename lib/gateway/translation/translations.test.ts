import { describe, expect, it } from 'vitest';
import { askOf } from './ask-of.ts';
import { translations } from './index.ts';

const bytes = (value: object): Buffer => Buffer.from(JSON.stringify(value));
const parsed = (body: Buffer) => JSON.parse(body.toString());
const goal = { model: 'm', outputTokensMax: null };

describe.each(translations)('[GW-2] $caller served by $provider.name', (there) => {
  const back = translations.find(({ caller, provider }) => caller === there.provider.name && provider.name === there.caller);

  it('has a way back, on which a request stays what it was', () => {
    if (back === undefined) throw new Error('There is no way back');
    const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 5, temperature: 0.5, stream: true };
    const once = back.translateRequest(there.translateRequest(bytes(request), goal), goal);
    const twice = back.translateRequest(there.translateRequest(once, goal), goal);
    expect(parsed(twice)).toEqual(parsed(once));
    expect(parsed(once)).toMatchObject({ model: 'm', temperature: 0.5, stream: true });
  });

  it('refuses what it does not know', () => {
    const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], unheard_of: 1 };
    expect(() => there.translateRequest(bytes(request), goal)).toThrow('"/unheard_of"');
  });

  it('tells a stream whose end is owed until it is finished', () => {
    const translator = there.openStream(askOf({}), 0);
    expect(translator.accept('{}').toString()).not.toContain('usage":{"prompt_tokens"');
    expect(translator.finish().toString()).toContain(
      'output_tokens'.replace('output', there.caller.startsWith('openai') ? 'completion' : 'output'),
    );
  });
});
