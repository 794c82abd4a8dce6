import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { composeAnswer } from '../support/simulator/compose-answer.ts';
import { type FaultName, faults, isFaultName } from '../support/simulator/faults.ts';
import { Simulator } from '../support/simulator/simulator.ts';
import { lanes } from './support/call.ts';
import { allFamilies, callFamily, families, familyConnection } from './support/families.ts';
import { ScriptedProvider } from './support/scripted-provider.ts';
import { startTestGateway, type TestGateway, tenantId } from './support/test-gateway.ts';
import { firstId, quickSettings, secondId } from './support/two-providers.ts';

/** How a call ends whose first provider has a fault that does not pass and whose second provider is sound. */
interface Ending {
  /** Who gives the whole answer; null where the caller gets an error. */
  readonly served: 'first' | 'second' | null;
  /** How often the first is asked. The second is asked once if it serves, and otherwise never. */
  readonly firstAsked: number;
  readonly error?: string;
  /** The answer began before its fault: the status is 200 and what came stays. */
  readonly isBegun?: boolean;
  readonly usageSource?: 'counted' | 'none';
}

const elsewhere = (firstAsked: number): Ending => ({ served: 'second', firstAsked });
const atFirst: Ending = { served: 'first', firstAsked: 1 };
const refused = (error: string): Ending => ({ served: null, firstAsked: 1, error, usageSource: 'none' });
const broken = (error: string): Ending => ({ served: null, firstAsked: 1, error, isBegun: true, usageSource: 'counted' });

/** Where a stream that is held back until it is whole ends otherwise than one that flows. */
const bufferedEndings: Readonly<Partial<Record<FaultName, Ending>>> = {
  cut: elsewhere(1),
  truncated: elsewhere(1),
  stall: elsewhere(1),
  'error-event': elsewhere(2),
};

/** By fault: not streamed, streamed. */
const endings: Readonly<Record<FaultName, readonly [whole: Ending, streamed: Ending]>> = {
  'rate-limited': [elsewhere(2), elsewhere(2)],
  'rate-limited-long': [elsewhere(1), elsewhere(1)],
  'rate-limited-bare': [elsewhere(2), elsewhere(2)],
  'error-once': [
    { served: 'first', firstAsked: 2 },
    { served: 'first', firstAsked: 2 },
  ],
  'server-error': [elsewhere(2), elsewhere(2)],
  unavailable: [elsewhere(2), elsewhere(2)],
  reset: [elsewhere(2), elsewhere(2)],
  silent: [elsewhere(1), elsewhere(1)],
  late: [elsewhere(1), elsewhere(1)],
  cut: [elsewhere(1), broken('stream_interrupted')],
  truncated: [elsewhere(1), broken('stream_interrupted')],
  stall: [elsewhere(1), broken('provider_timeout')],
  'error-event': [elsewhere(2), broken('in its own words')],
  malformed: [elsewhere(1), atFirst],
  'no-end': [atFirst, atFirst],
  'no-usage': [
    { ...atFirst, usageSource: 'counted' },
    { ...atFirst, usageSource: 'counted' },
  ],
  'context-too-long': [refused('context_length_exceeded'), refused('context_length_exceeded')],
  'content-filter': [refused('content_filter'), refused('content_filter')],
  flapping: [elsewhere(2), elsewhere(2)],
};

/** What the caller is told where there is no second provider, and how often the first is asked. */
interface Alone {
  readonly status: number;
  readonly error: RegExp;
  readonly asked: number;
  readonly retryAfter?: string;
}
const failing = (asked: number): Alone => ({ status: 502, error: /^provider_(error|overloaded)$/, asked });
const timedOut: Alone = { status: 504, error: /^(provider_timeout|deadline_exceeded)$/, asked: 1 };
const limited = { status: 429, error: /^provider_rate_limited$/ };

/** By fault, for the forms of answer in which nothing reaches the caller before it: not streamed, streamed; null for the others. */
const aloneEndings: Readonly<Partial<Record<FaultName, readonly [whole: Alone, streamed: Alone | null]>>> = {
  'rate-limited': [
    { ...limited, asked: 2, retryAfter: '1' },
    { ...limited, asked: 2, retryAfter: '1' },
  ],
  'rate-limited-long': [
    { ...limited, asked: 1, retryAfter: '60' },
    { ...limited, asked: 1, retryAfter: '60' },
  ],
  'rate-limited-bare': [
    { ...limited, asked: 4 },
    { ...limited, asked: 4 },
  ],
  'server-error': [failing(2), failing(2)],
  unavailable: [failing(2), failing(2)],
  reset: [failing(2), failing(2)],
  silent: [timedOut, timedOut],
  late: [timedOut, timedOut],
  cut: [failing(2), null],
  truncated: [failing(2), null],
  stall: [timedOut, null],
  malformed: [failing(1), null],
  flapping: [failing(2), failing(2)],
};
const aloneCases = Object.entries(aloneEndings).flatMap(([fault, [unstreamed, streamed]]) => [
  { fault, how: 'whole', isStreamed: false, alone: unstreamed },
  ...(streamed === null ? [] : [{ fault, how: 'streamed', isStreamed: true, alone: streamed }]),
]);

const words = 'What is a tollgate?';
/** Everything the simulator says to these words. */
const whole = composeAnswer({
  ...{ model: 'sim', streamed: false, system: '', text: words, begun: null, tools: [], forcedTool: null, schema: null },
  ...{ pictures: 0, toolResults: [], reportsUsage: true },
}).pieces.join('');

const cases = Object.keys(faults)
  .filter(isFaultName)
  .flatMap((fault) => [
    { fault, how: 'whole', isStreamed: false, ending: endings[fault][0] },
    { fault, how: 'streamed', isStreamed: true, ending: endings[fault][1] },
    { fault, how: 'buffered', isStreamed: true, ending: bufferedEndings[fault] ?? endings[fault][1] },
  ]);

describe.each(lanes)('[GW-5] the fault of a provider behind the %s', (lane) => {
  const [first, second] = [new ScriptedProvider(), new ScriptedProvider()];
  const [sick, sound] = [new Simulator(), new Simulator()];
  let gateway: TestGateway;
  let addresses: readonly [string, string];

  beforeAll(async () => {
    first.script = sick.script;
    second.script = sound.script;
    addresses = [await first.start(), await second.start()];
    gateway = await startTestGateway({
      lane,
      settings: { ...quickSettings, circuitFailures: 1_000, retriesMin: 1_000, retryAfterKeptMs: 0 },
    });
    await gateway.runtime.tokens.warm();
  });
  afterAll(async () => {
    await gateway.stop();
    await Promise.all([first.stop(), second.stop()]);
  });
  beforeEach(() => {
    sick.clear();
    first.seen.length = second.seen.length = gateway.recorder.events.length = gateway.recorder.holds.length = 0;
  });

  // What Bedrock adds is beneath both lanes.
  describe.each(lane === 'fast lane' ? allFamilies : families)('of $name', (family) => {
    const { model = 'sim' } = family;
    beforeAll(() => {
      gateway.snapshot.setConnections(tenantId, [
        familyConnection(family, addresses[0], { connectionId: firstId, name: 'first', models: [model] }),
        familyConnection(family, addresses[1], { connectionId: secondId, name: 'second', models: [model] }),
      ]);
    });

    it.each(cases)('$fault ($how)', async ({ fault, how, isStreamed, ending }) => {
      sick.order(fault);
      const startedAt = performance.now();
      const got = await callFamily(gateway, family, model, isStreamed, {
        words,
        headers: how === 'buffered' ? { 'x-tollgate-buffer': 'on' } : {},
      });
      expect(performance.now() - startedAt).toBeLessThan(3_500);
      const { served, firstAsked, error, isBegun = false } = ending;
      // Each of Google's chunks says what the answer has used so far, so nothing has to be counted.
      const usageSource = isBegun && family.name === 'google' ? 'provider' : (ending.usageSource ?? 'provider');
      expect([first.seen.length, second.seen.length]).toEqual([firstAsked, served === 'second' ? 1 : 0]);
      const [event, ...more] = await gateway.recorder.untilEvents(1);
      expect(more).toEqual([]);
      expect(event).toMatchObject({ usageSource, attempts: firstAsked + (served === 'second' ? 1 : 0) });
      expect(gateway.runtime.metrics.bufferedBytes).toBe(0);
      expect(gateway.recorder.holds.length).toBe(event?.attempts);
      if (served === null) {
        expect([got.status, got.isComplete]).toEqual([isBegun ? 200 : 400, false]);
        expect(got.error).toEqual(error === 'in its own words' ? expect.stringMatching(/^provider_/) : error);
        expect(got.isBrokenOff).toBe(isBegun && family.name === 'google');
        if (isBegun) expect(whole.startsWith(got.text) && got.text !== '').toBe(true);
        expect(event).toMatchObject({ status: 'failed', connectionId: firstId, errorCode: got.error });
        return;
      }
      expect(got).toMatchObject({ status: 200, text: whole, error: undefined, isComplete: true, isBrokenOff: false });
      expect(got.headers.get('x-tollgate-target')).toBe(`${served}/${model}`);
      expect(event).toMatchObject({ status: 'succeeded', connectionId: served === 'first' ? firstId : secondId });
      if (usageSource === 'provider') expect([got.hasUsage, event?.usage.output]).toEqual([true, whole.match(/\s*\S+/gu)?.length]);
    });

    it.each(aloneCases)('$fault ($how), where there is no other', async ({ fault, isStreamed, alone }) => {
      const { connections = [] } = gateway.snapshot.tenant(tenantId) ?? {};
      gateway.snapshot.setConnections(tenantId, connections.slice(0, 1));
      if (isFaultName(fault)) sick.order(fault);
      const got = await callFamily(gateway, family, model, isStreamed, { words });
      gateway.snapshot.setConnections(tenantId, connections);
      // Overload is told as what it is, and may be retried like any failure of a provider.
      expect([alone.status, 503]).toContain(got.status);
      expect(got.error).toMatch(alone.error);
      expect(got.headers.get('retry-after')).toBe(alone.retryAfter ?? null);
      expect([first.seen.length, second.seen.length]).toEqual([alone.asked, 0]);
      const [event, ...more] = await gateway.recorder.untilEvents(1);
      expect(more).toEqual([]);
      expect(event).toMatchObject({ status: 'failed', attempts: alone.asked, connectionId: firstId, errorCode: got.error });
    });
  });
});
