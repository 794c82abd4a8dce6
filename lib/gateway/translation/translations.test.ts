import { describe, expect, it } from 'vitest';
import { askOf } from '#tests/gateway/support/ask-of.ts';
import { pointerOf } from '#tests/gateway/support/pointer-of.ts';
import { randomConversation } from '#tests/gateway/support/random-conversation.ts';
import { parseExactJson } from '../json/exact-json.ts';
import { providers } from '../providers/index.ts';
import { seededRandom } from '../providers/sandbox/seeded-random.ts';
import { chatSide } from './chat/chat-side.ts';
import { conversationTranslation } from './conversation-translation.ts';
import { FieldReader } from './field-reader.ts';
import { geminiSide } from './gemini/gemini-sides.ts';
import { findTranslation, translations } from './index.ts';
import { messagesSide } from './messages/messages-side.ts';

const goal = { model: 'm', outputTokensMax: null };
const bytes = (value: object): Buffer => Buffer.from(JSON.stringify(value));

/** Places, labels and hints, which do not change what is asked for. */
const immaterial = new Set(['at', 'sourceAt', 'turnsAt', 'strict', 'title']);

/** What a request means, with numbers that no double holds as text. */
function meaningOf(value: unknown): unknown {
  if (JSON.isRawJSON(value)) return `exactly ${JSON.stringify(value)}`;
  if (Array.isArray(value)) return value.map(meaningOf);
  if (typeof value !== 'object' || value === null) return value;
  const told = Object.entries(value).filter(([name, member]) => !immaterial.has(name) && member !== undefined);
  const { kind } = { kind: undefined, ...value };
  return Object.fromEntries(
    told.filter(([name]) => !(kind === 'schema' && name === 'name')).map(([name, member]) => [name, meaningOf(member)]),
  );
}

/** Those of the arguments; in their order, for each is an argument of one call. */
const longNumbersIn = (body: Buffer): readonly string[] => body.toString().match(/\d007199254740993/g) ?? [];

const sides = [chatSide, messagesSide, geminiSide];
const pairs = sides.flatMap((caller) => sides.filter((provider) => provider !== caller).map((provider) => ({ caller, provider })));

describe.each(pairs)('[GW-2] requests of $caller.name served by $provider.name', ({ caller, provider }) => {
  const there = conversationTranslation(caller, provider);
  const back = conversationTranslation(provider, caller);
  const read = (body: Buffer) => meaningOf(caller.readRequest(new FieldReader(parseExactJson(body.toString()), '', caller.spelling)));

  it('mean the same when they come back', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const sent = bytes(caller.writeRequest(randomConversation(seededRandom(seed)), goal));
      const returned = back.translateRequest(there.translateRequest(sent, goal), goal);
      expect(read(returned), `seed ${seed}`).toEqual(read(sent));
      expect(longNumbersIn(returned), `seed ${seed}`).toEqual(longNumbersIn(sent));
    }
  });
});

const smallest: Readonly<Record<string, object>> = {
  'openai.chat_completions': { messages: [{ role: 'user', content: 'Hi' }] },
  'anthropic.messages': { max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] },
  'openai.responses': { input: 'Hi' },
  'gemini.generate_content': { contents: [{ parts: [{ text: 'Hi' }] }] },
  'gemini.stream_generate_content': { contents: [{ parts: [{ text: 'Hi' }] }] },
  'openai.embeddings': { input: 'Hi' },
  'gemini.embed_content': { content: { parts: [{ text: 'Hi' }] } },
  'gemini.batch_embed_contents': { requests: [{ content: { parts: [{ text: 'Hi' }] } }] },
  'anthropic.count_tokens': { messages: [{ role: 'user', content: 'Hi' }] },
  'gemini.count_tokens': { contents: [{ parts: [{ text: 'Hi' }] }] },
};

describe.each(translations)('[GW-2] $caller served by $provider.name', (translation) => {
  const request = smallest[translation.caller] ?? {};

  it('makes a request that the provider’s protocol can be read from', () => {
    const body = translation.translateRequest(bytes(request), goal);
    const { path, query } = translation.addressOf(goal.model);
    const ask = translation.provider.readAsk(body, path, query);
    expect(ask.model).toBe('m');
    expect(body.toString()).toContain('"Hi"');
  });

  it('refuses what it does not know, and what is no object', () => {
    expect(pointerOf(() => translation.translateRequest(bytes({ ...request, unheard_of: 1 }), goal))).toBe('/unheard_of');
    expect(() => translation.translateRequest(Buffer.from('[]'), goal)).toThrow('must be an object');
  });

  it('takes no answer for one that is none', () => {
    const answers = [Buffer.from('{'), bytes({ error: {} })].filter((body) => translation.provider.readAnswer(body).fault === null);
    expect(answers).toEqual([]);
  });
});

describe('[GW-2] translations of streams', () => {
  it.each(translations.filter(({ streamed }) => streamed !== false))(
    '$caller hears nothing of $provider.name’s nonsense, and all that is owed at the end',
    (translation) => {
      const stream = translation.openStream(askOf(smallest[translation.caller] ?? {}), 0);
      for (const data of ['nonsense', '[]', '"text"', 'null']) expect(stream.accept(data).length).toBe(0);
      const told = stream.finish().toString() + (stream.end()?.toString() ?? '');
      expect(told).toMatch(/"(?:total_tokens|output_tokens|totalTokenCount)":0/);
    },
  );
});

describe('[GW-2] the choice of a translation', () => {
  const conversations = ['openai.chat_completions', 'anthropic.messages', 'openai.responses', 'gemini.generate_content'];
  it.each(providers)('lets $name serve every conversation, streamed or not', ({ speaks }) => {
    const unserved = conversations.filter((caller) => {
      const inStream = caller.startsWith('gemini') ? 'gemini.stream_generate_content' : caller;
      const isServed = (name: string, isStreamed: boolean) => speaks.has(name) || findTranslation(name, isStreamed, speaks) !== null;
      return !isServed(caller, false) || !isServed(inStream, true);
    });
    expect(unserved).toEqual([]);
  });

  it('tells streams from whole answers where the protocol has a path for each', () => {
    const speaks = new Map([
      ['gemini.generate_content', 1],
      ['gemini.stream_generate_content', 1],
    ]);
    const nameFor = (isStreamed: boolean) => findTranslation('anthropic.messages', isStreamed, speaks)?.provider.name;
    expect([nameFor(false), nameFor(true)]).toEqual(['gemini.generate_content', 'gemini.stream_generate_content']);
    expect(findTranslation('openai.rerank', false, speaks)).toBeNull();
  });
});
