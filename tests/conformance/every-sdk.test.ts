import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lanes } from '../gateway/support/call.ts';
import { allFamilies, type Family, familyConnection } from '../gateway/support/families.ts';
import { ScriptedProvider } from '../gateway/support/scripted-provider.ts';
import { startTestGateway, type TestGateway, tenantId } from '../gateway/support/test-gateway.ts';
import { Simulator } from '../support/simulator/simulator.ts';
import { sdks } from './sdks/index.ts';
import { type Sdk, type SdkProtocol, toolResult } from './sdks/sdk.ts';

/** Stories that are told through every SDK, against every family of providers, through both lanes. */
const stories = [
  'answer',
  'stream',
  'tool',
  'parallel tools',
  'tool result',
  'structured',
  'picture',
  'embeddings',
  'failure',
  'abort',
] as const;
type Story = (typeof stories)[number];

/** A wire protocol and a family behind the gateway. */
type Pair = `${SdkProtocol} by ${Family['name']}`;

/**
 * What the gateway does not translate yet; each cell is asserted to be refused clearly. A list names the stories that are
 * not served. When a translation lands, its line goes.
 */
const notServed: Readonly<Partial<Record<Pair, readonly Story[]>>> = {
  'chat by anthropic': ['embeddings'],
  'gemini by anthropic': ['embeddings'],
};

interface Models {
  readonly chat: string;
  readonly embedding: string;
}

/** The names tell LangChain that the models can see. */
const plainModels: Models = { chat: 'gemini-2-sim', embedding: 'sim-embedding' };
/** AWS Bedrock is spoken to by its models' names: Anthropic's in their own protocol, all others by Converse, and embeddings apart. */
const modelsOf: Readonly<Partial<Record<Family['name'], Models>>> = {
  'claude on bedrock': { chat: 'gemini-2.anthropic.vision-sim', embedding: 'cohere.embed-sim' },
  'converse on bedrock': { chat: 'gemini-2-sim', embedding: 'cohere.embed-sim' },
};
/** Takes one text at a time. */
const titan = 'amazon.titan-embed-text-sim';
/** One pixel. */
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

const places = lanes.flatMap((lane) => allFamilies.map((family) => ({ lane, family, behind: family.name })));

describe.each(places)('[GW-1] [GW-2] through the $lane, with $behind behind it,', ({ lane, family }) => {
  const provider = new ScriptedProvider();
  const simulator = new Simulator();
  const models = modelsOf[family.name] ?? plainModels;
  let gateway: TestGateway;

  beforeAll(async () => {
    provider.script = simulator.script;
    const address = await provider.start();
    gateway = await startTestGateway({ lane, settings: { circuitFailures: 1_000, retryBaseMs: 1, idleMs: 2_000 } });
    const served = [...Object.values(models), titan];
    gateway.snapshot.setConnections(tenantId, [familyConnection(family, address, { models: served })]);
    await gateway.runtime.tokens.warm();
  });
  afterAll(async () => {
    await gateway.stop();
    await provider.stop();
  });
  beforeEach(() => {
    simulator.clear();
    gateway.recorder.events.length = provider.seen.length = 0;
  });

  describe.each(sdks)('$name', ({ protocol, countsStreamsItself, open }) => {
    const missing = notServed[`${protocol} by ${family.name}`] ?? [];
    const isServed = (story: Story): boolean => !missing.includes(story);
    let sdk: Sdk;
    beforeAll(() => {
      sdk = open(`http://127.0.0.1:${gateway.port}/api`, gateway.key);
    });

    const failureOf = (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => {
          throw new Error('It did not fail');
        },
        (error: unknown) => error,
      );

    /** Runs a story, or sees that it is refused: an error of the SDK with status 400 or 404, and the provider never asked. */
    async function tell(story: Story, run: () => Promise<void>, probe: () => Promise<unknown>): Promise<void> {
      if (isServed(story)) return run();
      const status = sdk.statusOf(await failureOf(probe()));
      expect([400, 404]).toContain(status);
      expect(provider.seen).toEqual([]);
      expect(gateway.recorder.events.map((event) => event.status)).toEqual(['refused']);
    }

    const question = { model: models.chat, text: 'Was ist größer? 日本 😀' };
    const bothTools = { model: models.chat, text: 'Please look_up the place and weigh_it' };
    const answer = (more = '') => `You said: ${question.text}.${more} Größe zählt: 日本 😀.`;

    it('gets an answer, with the usage that was booked', () =>
      tell(
        'answer',
        async () => {
          const told = await sdk.chat({ ...question, system: 'Be brief' });
          expect(told.text).toBe(answer(' My orders: Be brief.'));
          const [event] = await gateway.recorder.untilEvents(1);
          expect(event).toMatchObject({ status: 'succeeded', usageSource: 'provider', streamed: false });
          expect([told.inputTokens, told.outputTokens]).toEqual([event?.usage.input, event?.usage.output]);
        },
        () => sdk.chat(question),
      ));

    it('gets a stream piece by piece, with the usage that was booked', () =>
      tell(
        'stream',
        async () => {
          const pieces: string[] = [];
          const told = await sdk.stream(question, (piece) => pieces.push(piece));
          expect(told.text).toBe(answer());
          expect(pieces.join('')).toBe(answer());
          expect(pieces.length).toBeGreaterThan(4);
          const [event] = await gateway.recorder.untilEvents(1);
          expect(event).toMatchObject({ status: 'succeeded', usageSource: 'provider', streamed: true });
          if (countsStreamsItself !== true)
            expect([told.inputTokens, told.outputTokens]).toEqual([event?.usage.input, event?.usage.output]);
        },
        () => sdk.stream(question, () => {}),
      ));

    it.each([false, true])('has a tool called (streamed: %s)', (isStreamed) => {
      const one = { ...bothTools, text: 'Please look_up the place' };
      const call = () => sdk.callTools(one, isStreamed);
      return tell('tool', async () => expect(await call()).toEqual([{ name: 'look_up', arguments: { place: expect.any(String) } }]), call);
    });

    it.each([false, true])('has two tools called at once (streamed: %s)', (isStreamed) => {
      const call = () => sdk.callTools(bothTools, isStreamed);
      const expected = [
        { name: 'look_up', arguments: { place: expect.any(String) } },
        { name: 'weigh_it', arguments: { grams: expect.any(Number) } },
      ];
      return tell('parallel tools', async () => expect(await call()).toEqual(expected), call);
    });

    it('gives the results of tools back', () => {
      const round = () => sdk.toolRound(bothTools);
      const run = async () => {
        const said = await round();
        expect(said).toContain('The tools said:');
        expect(said.split(toolResult).length).toBe(3);
      };
      return tell('tool result', run, round);
    });

    it('gets an object by a schema', () => {
      const ask = () => sdk.structured({ model: models.chat, text: 'How are you?' });
      return tell('structured', async () => expect(await ask()).toEqual({ mood: 'good', score: expect.any(Number) }), ask);
    });

    it('shows a picture', () => {
      const ask = () => sdk.chat({ ...question, picture });
      return tell('picture', async () => expect((await ask()).text).toContain('I see 1 picture.'), ask);
    });

    it('gets embeddings, where it makes them', async () => {
      const { embed } = sdk;
      if (embed === null) return;
      const ask = () => embed(models.embedding, ['a tollgate', 'a gate']);
      const run = async () => {
        const vectors = await ask();
        expect(vectors.map((vector) => vector.length)).toEqual([8, 8]);
        for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
        expect(vectors[0]).not.toEqual(vectors[1]);
      };
      await tell('embeddings', run, ask);
    });

    if (family.provider === 'bedrock') {
      it('is told what a model of embeddings cannot do', async () => {
        const { embed } = sdk;
        if (embed === null) return;
        expect(sdk.statusOf(await failureOf(embed(titan, ['a tollgate', 'a gate'])))).toBe(400);
        expect(provider.seen).toEqual([]);
        const [vector = []] = await embed(titan, ['a tollgate']);
        expect(vector.length).toBe(8);
      });
    }

    it('throws its own errors, with the status that tells what to do', async () => {
      expect(sdk.statusOf(await failureOf(sdk.chat({ ...question, model: 'nobody' })))).toBe(404);
      expect(sdk.statusOf(await failureOf(open(`http://127.0.0.1:${gateway.port}/api`, 'tg_wrong').chat(question)))).toBe(401);
      expect(provider.seen).toEqual([]);
      if (!isServed('failure')) return;
      simulator.order('unavailable');
      expect([502, 503]).toContain(sdk.statusOf(await failureOf(sdk.chat(question))));
      simulator.clear();
      simulator.order('context-too-long');
      expect(sdk.statusOf(await failureOf(sdk.stream(question, () => {})))).toBe(400);
    });

    it('never takes a stream that is cut for a whole one', async () => {
      if (!isServed('failure')) return;
      simulator.order('cut');
      let text = '';
      const error = await failureOf(
        sdk.stream(question, (piece) => {
          text += piece;
        }),
      );
      expect(error).toBeInstanceOf(Error);
      expect(String(error)).not.toContain('It did not fail');
      expect(text.length < answer().length && answer().startsWith(text)).toBe(true);
    });

    it('can leave in the middle: the provider is hung up on, and one event is booked', async () => {
      if (!isServed('abort')) return;
      simulator.order('stall', { times: 1 });
      const leaving = new AbortController();
      const left = failureOf(sdk.stream({ ...question, signal: leaving.signal }, () => leaving.abort()));
      expect(await left).toBeInstanceOf(Error);
      await provider.last.dropped;
      const [event, ...more] = await gateway.recorder.untilEvents(1);
      expect([event?.status, more]).toEqual(['cancelled', []]);
    });
  });
});
