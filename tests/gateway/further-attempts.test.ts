import { afterEach, describe, expect, test } from 'vitest';
import { formatUsd, parseUsd } from '#lib/core/money.ts';
import type { LimitRule } from '#lib/rate-limits/engine/gauge.ts';
import { TenantRateLimits } from '#lib/rate-limits/engine/tenant-rate-limits.ts';
import { bookedOf } from '#lib/usage/call-routing.ts';
import { chatBody, lanes, post } from './support/call.ts';
import { answerJson, answerStream, type ProviderScript, ScriptedProvider } from './support/scripted-provider.ts';
import { connectionTo, keyId, type TestGateway, tenantId } from './support/test-gateway.ts';
import {
  answers,
  failsWith,
  firstId,
  type Got,
  hangsUp,
  inTurn,
  quickSettings,
  readGot,
  roleChunk,
  secondId,
  staysSilent,
} from './support/two-providers.ts';
import { openBudgets, type WantedBudget } from './support/with-budgets.ts';

interface Failing {
  readonly gateway: TestGateway;
  readonly first: ScriptedProvider;
  readonly second: ScriptedProvider;
  readonly call: () => Promise<Got>;
}

const opened: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of opened.splice(0)) await stop();
});

/** Two providers of a model and these budgets; the first one fails as the script says, the second answers. */
async function openFailing(lane: (typeof lanes)[number], isStreamed: boolean, script: ProviderScript, ...wanted: readonly WantedBudget[]) {
  const { gateway, provider: first, stop } = await openBudgets(wanted, { lane, settings: quickSettings });
  const second = new ScriptedProvider();
  const connections = [
    connectionTo(`http://127.0.0.1:${first.port}`, { connectionId: firstId, name: 'first' }),
    connectionTo(await second.start(), { connectionId: secondId, name: 'second' }),
  ];
  opened.push(async () => {
    await stop();
    await second.stop();
  });
  gateway.snapshot.setConnections(tenantId, connections);
  first.script = script;
  second.script = answers('from the second');
  const body = chatBody({ max_tokens: 1_000, ...(isStreamed ? { stream: true } : {}) });
  const call = async () => readGot(await post(gateway, { body }));
  const scene: Failing = { gateway, first, second, call };
  return scene;
}

/** What one attempt is held with at most. */
async function boundOfOne(lane: (typeof lanes)[number], isStreamed: boolean): Promise<bigint> {
  const scene = await openFailing(lane, isStreamed, answers('from the first'), { name: 'Plenty', limit: '10' });
  await scene.call();
  return scene.gateway.recorder.only.boundNanoUsd;
}

const begins: ProviderScript = (response, request) =>
  request.body.includes('"stream":true')
    ? answerStream([': one moment\n\n', roleChunk], 'break', 20)(response, request)
    : void response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"choices":[', () => {
        setTimeout(() => response.socket?.destroy(), 20);
      });

/** Faults after which nobody can say that the provider did no work. */
const billable: readonly (readonly [string, ProviderScript])[] = [
  ['nothing came in time', staysSilent],
  ['the connection dropped', hangsUp],
  ['the answer broke off before its content', begins],
];
/** Answers by which a provider says that it did none. */
const refusals: readonly (readonly [string, ProviderScript])[] = [
  ['429', failsWith(429, 'Slow down', { 'retry-after': '60' })],
  ['503', failsWith(503, 'Busy')],
  ['404', failsWith(404, 'No such model')],
];

const modes = lanes.flatMap((lane) => [
  { lane, isStreamed: false, how: 'whole' } as const,
  { lane, isStreamed: true, how: 'streamed' } as const,
]);

describe.each(modes)('[GW-5] [COST-4] a further attempt ($how, $lane)', ({ lane, isStreamed }) => {
  test.each(billable)('is held beside one that may be billed, and both are booked: %s', async (_words, script) => {
    const scene = await openFailing(
      lane,
      isStreamed,
      inTurn(script, staysSilent),
      { name: 'Plenty', limit: '10' },
      { name: 'Too', limit: '5' },
    );
    const got = await scene.call();
    expect(got).toMatchObject({ status: 200, content: 'from the second', isComplete: true });
    const { only, holds } = scene.gateway.recorder;
    const [firstHold] = holds;
    const one = firstHold?.boundNanoUsd ?? 0n;
    for (const [index, { boundNanoUsd, parts }] of holds.entries()) {
      expect(boundNanoUsd).toBe(one * BigInt(index + 1));
      expect(parts.map(({ amountNanoUsd }) => amountNanoUsd)).toEqual([boundNanoUsd, boundNanoUsd]);
    }
    expect(holds.length).toBeGreaterThan(1);
    const failed = only.routing?.failed ?? [];
    expect(failed.length).toBe(holds.length - 1);
    for (const { bookedNanoUsd = 0 } of failed) {
      // The request was read at least; never more than was held for it.
      expect(bookedNanoUsd).toBeGreaterThan(1_500);
      expect(BigInt(bookedNanoUsd)).toBeLessThanOrEqual(one);
    }
    const booked = bookedOf(only.routing);
    expect(only).toMatchObject({ status: 'succeeded', connectionId: secondId, costState: 'priced', overrunNanoUsd: 0n });
    expect(only.usage).toMatchObject({ input: 12, output: 3 });
    expect(only.costNanoUsd).toBe(3_600n + booked);
    expect(only.boundNanoUsd).toBe(one * BigInt(holds.length));
    for (const part of only.parts ?? []) expect(part).toMatchObject({ costNanoUsd: only.costNanoUsd, coveredNanoUsd: only.costNanoUsd });
    for (const { heldNanoUsd, unpostedNanoUsd } of scene.gateway.runtime.keeper.accounts.all)
      expect([heldNanoUsd, unpostedNanoUsd]).toEqual([0n, only.costNanoUsd]);
  });

  test('is not made where a budget does not cover both: the caller is told why, and what was given up is booked', async () => {
    const one = await boundOfOne(lane, isStreamed);
    const tight = { name: 'Tight', limit: formatUsd((one * 3n) / 2n) };
    const scene = await openFailing(lane, isStreamed, staysSilent, { name: 'Plenty', limit: '10' }, tight);
    const got = await scene.call();
    expect(got).toMatchObject({ status: 402, error: 'budget_exceeded' });
    expect(got.message).toMatch(/^An earlier attempt of this call gave no answer and may be billed, .*"Tight"/);
    expect(scene.second.seen).toEqual([]);
    const { only, holds } = scene.gateway.recorder;
    expect(holds.map(({ boundNanoUsd }) => boundNanoUsd)).toEqual([one]);
    expect(only).toMatchObject({ status: 'failed', httpStatus: 402, connectionId: firstId, attempts: 1, usageSource: 'counted' });
    expect(only.costNanoUsd).toBeGreaterThan(1_500n);
    expect(only.costNanoUsd).toBeLessThanOrEqual(one);
    // It is booked as this call, so not beside it.
    expect(bookedOf(only.routing)).toBe(0n);
    for (const { heldNanoUsd, unpostedNanoUsd } of scene.gateway.runtime.keeper.accounts.all)
      expect([heldNanoUsd, unpostedNanoUsd]).toEqual([0n, only.costNanoUsd]);
  });

  test.each(refusals)('is held in place of one that its provider refused: %s', async (_words, script) => {
    const one = await boundOfOne(lane, isStreamed);
    const scene = await openFailing(lane, isStreamed, script, { name: 'Tight', limit: formatUsd((one * 3n) / 2n) });
    expect(await scene.call()).toMatchObject({ status: 200, content: 'from the second' });
    const { only, holds } = scene.gateway.recorder;
    expect(new Set(holds.map(({ boundNanoUsd }) => boundNanoUsd))).toEqual(new Set([one]));
    expect(only).toMatchObject({ costNanoUsd: 3_600n, boundNanoUsd: one });
    expect(bookedOf(only.routing)).toBe(0n);
  });

  test('takes its tokens beside those of the attempt before; where a limit does not have them, it is not made', async () => {
    const rule: LimitRule = { limitId: 'l1', name: 'Tokens', scope: 'tenant', metric: 'tokens', window: 'minute', limit: 1_500 };
    const limitTo = (gateway: TestGateway, limit: number) => {
      const rates = new TenantRateLimits(
        tenantId,
        [{ rule: { ...rule, limit }, scopeValue: '', memberIds: [], per: 'all', burst: null }],
        'open',
      );
      gateway.snapshot.addTenant({ ...gateway.snapshot.tenant(tenantId), tenantId, rateLimits: rates });
      const principal = { departmentId: null, teamId: null, userId: null, keyId };
      return rates.planOf(principal, { connectionId: firstId, model: 'gpt-4o-mini' }).gauges;
    };
    const scene = await openFailing(lane, isStreamed, staysSilent);
    const gauges = limitTo(scene.gateway, 1_500);
    const refused = await scene.call();
    expect(refused).toMatchObject({ status: 429, error: 'rate_limited' });
    expect(refused.message).toMatch(/^An earlier attempt of this call .*"Tokens"/);
    expect(scene.second.seen).toEqual([]);
    const { only } = scene.gateway.recorder;
    const tokensOf = ({ usage }: typeof only) => (usage.input ?? 0) + (usage.output ?? 0);
    const [use] = await scene.gateway.runtime.rates.use(gauges);
    expect(use?.used).toBe(tokensOf(only));
    const other = await openFailing(lane, isStreamed, staysSilent);
    const wider = limitTo(other.gateway, 5_000);
    expect(await other.call()).toMatchObject({ status: 200, content: 'from the second' });
    const [both] = await other.gateway.runtime.rates.use(wider);
    expect(both?.used).toBeGreaterThan(tokensOf(other.gateway.recorder.only) + 8);
    expect(both?.used).toBeLessThan(2_100);
  });
});

test('[COST-4] where a budget fits answers to what is left, a further attempt gets a shorter one', async () => {
  const { gateway, second } = await openFailing('fast lane', false, staysSilent, {
    name: 'Little',
    limit: '0.01',
    more: { fitOutput: true },
  });
  const got = await readGot(await post(gateway));
  expect(got).toMatchObject({ status: 200, content: 'from the second' });
  const { only, holds } = gateway.recorder;
  const [first, further] = holds.map(({ boundNanoUsd }) => boundNanoUsd);
  expect(further).toBeGreaterThan(first ?? 0n);
  expect(further).toBeLessThanOrEqual(parseUsd('0.01') ?? 0n);
  expect(JSON.parse(second.last.body.toString()).max_tokens).toBeGreaterThan(16);
  expect(only.costNanoUsd).toBe(3_600n + bookedOf(only.routing));
});

test('[COST-2] an answer that no attempt is left for is booked as the last one that may be billed, the others beside it', async () => {
  const { gateway, second, call } = await openFailing('fast lane', false, begins, { name: 'Plenty', limit: '10' });
  second.script = answerJson('<html>Welcome to the hotel</html>');
  expect((await call()).status).toBe(502);
  const { only } = gateway.recorder;
  expect(only).toMatchObject({ status: 'failed', connectionId: secondId, usageSource: 'counted' });
  const failed = only.routing?.failed ?? [];
  expect(failed.map(({ bookedNanoUsd = 0 }) => bookedNanoUsd > 0)).toEqual([true, false]);
  expect(only.costNanoUsd).toBeGreaterThan(bookedOf(only.routing));
});
