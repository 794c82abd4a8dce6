import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseJson } from '#lib/gateway/json/as-record.ts';
import { claude } from '../gateway/support/anthropic.ts';
import { callFamily, families, familyConnection } from '../gateway/support/families.ts';
import { ScriptedProvider } from '../gateway/support/scripted-provider.ts';
import { startTestGateway, type TestGateway, tenantId } from '../gateway/support/test-gateway.ts';
import { composeAnswer } from '../support/simulator/compose-answer.ts';
import { messagesDialect } from '../support/simulator/messages-dialect.ts';
import { fuzz, timeFor } from './fuzz.ts';
import { inPieces } from './random-json.ts';

const provider = new ScriptedProvider({ seenMax: 1 });
let gateway: TestGateway;

beforeAll(async () => {
  const address = await provider.start();
  const settings = { attemptsMax: 4, retryBaseMs: 1, circuitFailures: 1e9, retriesMin: 1e9, idleMs: 4_000, firstTokenMs: 4_000 };
  gateway = await startTestGateway({ settings });
  const family = families.find(({ name }) => name === 'anthropic');
  if (family === undefined) throw new Error('There is no such family');
  gateway.snapshot.setConnections(tenantId, [familyConnection(family, address, { models: [claude.model] })]);
  gateway.snapshot.addPrice(claude);
  await gateway.runtime.tokens.warm();
});
afterAll(async () => {
  await gateway.stop();
  await provider.stop();
});

it('[GW-5] a message that is cut at any byte is whole for its caller, or an error, and booked once', { timeout: timeFor(40) }, () =>
  fuzz(
    'messages that are cut and go on',
    async (random) => {
      const family = families.find(({ name }) => name === 'anthropic');
      if (family === undefined) throw new Error('There is no such family');
      gateway.recorder.events.length = gateway.recorder.holds.length = 0;
      const words = Array.from({ length: 1 + random.below(8) }, () => random.pick(['é', 'ß  ', '日本', '😀', 'a', '"', '\\', '\n'])).join(
        ' ',
      );
      let asked = 0;
      provider.script = (response, request) => {
        asked += 1;
        const ask = messagesDialect.read(request.path, parseJson(request.body.toString()));
        if (ask === undefined) throw new Error('The provider got something that is no message');
        const { opening, content, closing, end } = messagesDialect.stream(ask, composeAnswer(ask));
        const bytes = Buffer.from([...opening, ...content, ...closing, ...end].join(''));
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const isCut = asked === 1 || random.chance(0.1);
        for (const piece of inPieces(random, isCut ? bytes.subarray(0, random.below(bytes.length)) : bytes)) response.write(piece);
        response.end();
      };
      const got = await callFamily(gateway, family, claude.model, true, { words });
      const whole = `You said: ${words}. Größe zählt: 日本 😀.`;
      const [event, ...more] = await gateway.recorder.untilEvents(1);
      expect(more).toEqual([]);
      expect(gateway.recorder.holds.length).toBe(asked);
      expect([event?.attempts, event?.status]).toEqual([asked, got.error === undefined ? 'succeeded' : 'failed']);
      if (got.error === undefined) expect([got.text, got.isComplete]).toEqual([whole, true]);
      else expect([whole.startsWith(got.text), got.isComplete]).toEqual([true, false]);
      expect(event?.overrunNanoUsd).toBe(0n);
    },
    0.5,
  ),
);
