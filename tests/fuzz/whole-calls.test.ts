import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseJson } from '#lib/gateway/json/as-record.ts';
import { lanes } from '../gateway/support/call.ts';
import { allFamilies, callFamily, type Family, families, familyConnection } from '../gateway/support/families.ts';
import { ScriptedProvider, type SeenRequest } from '../gateway/support/scripted-provider.ts';
import { startTestGateway, type TestGateway, tenantId } from '../gateway/support/test-gateway.ts';
import { Random } from '../support/random.ts';
import { bedrockConverseDialect, bedrockInvokeDialect } from '../support/simulator/bedrock-dialects.ts';
import { chatDialect } from '../support/simulator/chat-dialect.ts';
import { composeAnswer } from '../support/simulator/compose-answer.ts';
import type { Dialect, SimulatedAsk } from '../support/simulator/dialect.ts';
import { geminiDialect } from '../support/simulator/gemini-dialect.ts';
import { messagesDialect } from '../support/simulator/messages-dialect.ts';
import { fuzz, timeFor } from './fuzz.ts';
import { damaged, disturbed, inPieces, randomJson } from './random-json.ts';

const dialectOf: Readonly<Record<Family['name'], Dialect>> = {
  openai: chatDialect,
  anthropic: messagesDialect,
  google: geminiDialect,
  'claude on bedrock': bedrockInvokeDialect,
  'converse on bedrock': bedrockConverseDialect,
};

function readAsk(family: Family, { path, body }: SeenRequest): SimulatedAsk {
  const ask = dialectOf[family.name].read(path, parseJson(body.toString()));
  if (ask === undefined) throw new Error('The provider got something that is not of its protocol');
  return ask;
}

/** The whole stream of a sound provider. */
const streamOf = (family: Family, request: SeenRequest): Buffer => {
  const ask = readAsk(family, request);
  const { opening, content, closing, end } = dialectOf[family.name].stream(ask, composeAnswer(ask));
  return Buffer.concat([...opening, ...content, ...closing, ...end].map((event) => Buffer.from(event)));
};

const wholeOf = (family: Family, request: SeenRequest): Buffer => {
  const ask = readAsk(family, request);
  return Buffer.from(JSON.stringify(dialectOf[family.name].whole(ask, composeAnswer(ask))));
};

/** Writes the pieces so that each is a chunk of its own, with a turn of the event loop between some of them. */
async function writePieces(random: Random, response: ServerResponse, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) {
    if (response.destroyed) return;
    response.write(piece);
    if (random.chance(0.2)) await new Promise((resolve) => setImmediate(resolve));
  }
}

// What Bedrock adds is beneath both lanes.
const places = lanes.flatMap((lane) =>
  (lane === 'fast lane' ? allFamilies : families).map((family) => ({ lane, family, of: family.name })),
);

describe.each(places)('[GW-5] [COST-2] calls of $of through the $lane', ({ lane, family }) => {
  const { model = 'sim' } = family;
  const { streamType } = dialectOf[family.name];
  const provider = new ScriptedProvider({ seenMax: 1 });
  let gateway: TestGateway;
  let random = new Random(1);

  beforeAll(async () => {
    const address = await provider.start();
    const settings = { attemptsMax: 2, retryBaseMs: 1, circuitFailures: 1e9, idleMs: 4_000, firstTokenMs: 4_000, totalMs: 4_500 };
    gateway = await startTestGateway({ lane, settings });
    gateway.snapshot.setConnections(tenantId, [familyConnection(family, address, { models: [model] })]);
    await gateway.runtime.tokens.warm();
  });
  afterAll(async () => {
    await gateway.stop();
    await provider.stop();
  });

  beforeEach(() => {
    gateway.recorder.events.length = gateway.recorder.holds.length = 0;
  });

  /** The one event of the call that was just made. */
  async function theEvent() {
    const [event, ...more] = await gateway.recorder.untilEvents(1);
    expect(more).toEqual([]);
    gateway.recorder.events.length = gateway.recorder.holds.length = 0;
    if (event === undefined) throw new Error('There is no event');
    return event;
  }

  it('bring every character of a stream, wherever its bytes are cut', { timeout: timeFor(40) }, () =>
    fuzz(`whole streams of ${family.name}`, async (own) => {
      random = own;
      const words = Array.from({ length: 1 + own.below(8) }, () => own.pick(['é', 'ß', '日本', '😀', '👩‍👩‍👧', 'a', '"', '\\', '\n'])).join(
        ' ',
      );
      provider.script = async (response, request) => {
        response.writeHead(200, { 'content-type': streamType });
        await writePieces(random, response, inPieces(random, streamOf(family, request)));
        response.end();
      };
      const got = await callFamily(gateway, family, model, true, { words });
      expect(got).toMatchObject({ status: 200, error: undefined, isComplete: true });
      expect(got.text).toBe(`You said: ${words}. Größe zählt: 日本 😀.`);
      expect(await theEvent()).toMatchObject({ status: 'succeeded', usageSource: 'provider' });
    }),
  );

  it('end as an answer or as an error, whatever the provider sends, and are booked once', { timeout: timeFor(60) }, () =>
    fuzz(
      `disturbed answers of ${family.name}`,
      async (own) => {
        random = own;
        const isStreamed = own.chance(0.6);
        provider.script = async (response, request) => {
          const sound = isStreamed ? streamOf(family, request) : wholeOf(family, request);
          const value = isStreamed ? sound : Buffer.from(JSON.stringify(disturbed(random, parseJson(sound.toString()))) ?? '');
          const bytes = random.chance(0.1) ? Buffer.from(JSON.stringify(randomJson(random)) ?? '') : damaged(random, value);
          const status = random.chance(0.1) ? random.pick([204, 302, 400, 401, 429, 500, 503]) : 200;
          const type = isStreamed && random.chance(0.95) ? streamType : 'application/json';
          response.writeHead(status, { 'content-type': type });
          await writePieces(random, response, inPieces(random, bytes));
          if (random.chance(0.15)) response.socket?.destroy();
          else response.end();
        };
        const got = await callFamily(gateway, family, model, isStreamed);
        const event = await theEvent();
        // What says that it is whole was booked as such, and what failed says so.
        expect(event.status).toBe(got.error === undefined ? 'succeeded' : 'failed');
        if (got.error === undefined) expect(got.isComplete).toBe(true);
        expect(event.httpStatus).toBe(got.status);
        expect(gateway.runtime.running.size).toBe(0);
      },
      0.5,
    ),
  );
});
