import { afterEach, describe, expect, it } from 'vitest';
import { TenantBudgets } from '#lib/budgets/engine/tenant-budgets.ts';
import { newUuid } from '#lib/core/ids.ts';
import { openRealtime, type RealtimeScene, realtimeRates, responseNanoUsd } from './support/realtime-scene.ts';
import { tenantId } from './support/test-gateway.ts';

const rule = {
  periodKind: 'monthly',
  timeZone: 'UTC',
  weekStart: 1,
  fiscalMonth: 1,
  fiscalDay: 1,
  fixedStartMs: null,
  fixedEndMs: null,
} as const;

let scene: RealtimeScene | undefined;
afterEach(async () => {
  await scene?.stop();
  scene = undefined;
});

/** A gateway whose tenant has one hard budget of so many nano-USD. */
async function openWith(limitNanoUsd: bigint, onOverrun: 'finish' | 'cut' = 'finish'): Promise<RealtimeScene> {
  const budgetId = newUuid();
  scene = await openRealtime({ budgetLimits: { [budgetId]: limitNanoUsd }, settings: { sessionFarewellMs: 200 } });
  const budget = {
    ...{
      tenantId,
      budgetId,
      name: 'Voice',
      enforcement: 'hard' as const,
      onOverrun,
      fitOutput: false,
      rule: { ...rule },
    },
    ...{ effectiveFromMs: null, effectiveUntilMs: null, owner: null, acting: null },
  };
  const budgets = new TenantBudgets([{ scopeKind: 'tenant', scopeValue: '', memberIds: [], budget }]);
  scene.gateway.snapshot.addTenant({ ...scene.gateway.snapshot.tenant(tenantId), tenantId, budgets });
  return scene;
}

/** What the first response of a session can cost: its conversation with room to grow, and the longest answer. */
const firstBound = (tokens: bigint): bigint =>
  tokens * (realtimeRates.input_audio / 1_000n) + 4_096n * (realtimeRates.output_audio / 1_000n);

describe('[GW-9] [COST-4] budgets of a session', () => {
  it('are asked before it opens', async () => {
    const { open, simulator, gateway } = await openWith(1_000_000n);
    const session = open();
    await expect(session.opened).rejects.toThrow('budget_exceeded');
    expect(session.refused?.status).toBe(402);
    expect(simulator.sessions).toEqual([]);
    expect(gateway.recorder.only).toMatchObject({ status: 'refused', errorCode: 'budget_exceeded' });
    expect(gateway.recorder.holds).toEqual([]);
  });

  it('hold every response before it is ordered, are charged with what it cost, and get the rest back', async () => {
    const { open, gateway } = await openWith(10_000_000_000n);
    const session = open();
    await session.opened;
    for (const round of [1, 2, 3]) {
      session.send({ type: 'response.create' });
      await session.until('response.done', round);
    }
    session.socket.close(1000);
    const events = await gateway.recorder.untilEvents(4);
    expect(events.slice(0, 3).map(({ costNanoUsd, parts }) => [costNanoUsd, parts?.[0]?.costNanoUsd])).toEqual(
      Array(3).fill([responseNanoUsd, responseNanoUsd]),
    );
    const [account] = gateway.runtime.keeper.accounts.all;
    expect(account?.heldNanoUsd).toBe(0n);
    expect(account?.unpostedNanoUsd).toBe(3n * responseNanoUsd);
  });

  it('end it with an event that says why when the next response is not covered, and nothing of it goes up', async () => {
    // The reserve fits, and nothing beside it.
    const { open, gateway, simulator } = await openWith(firstBound(7_000n));
    const session = open();
    await session.opened;
    session.send({ type: 'response.create' });
    expect(await session.closed).toMatchObject({ code: 1008, reason: expect.stringContaining('budget_exceeded') });
    expect(session.events.at(-1)).toMatchObject({
      type: 'error',
      error: { code: 'budget_exceeded', message: expect.stringContaining('"Voice"') },
    });
    expect(simulator.last.received).toEqual([]);
    await simulator.last.closed;
    expect(gateway.recorder.events).toMatchObject([
      { status: 'refused', errorCode: 'budget_exceeded', protocol: 'openai.realtime', costNanoUsd: 0n },
      { status: 'failed', errorCode: 'budget_exceeded', protocol: 'openai.realtime_session', costNanoUsd: 0n },
    ]);
    const [account] = gateway.runtime.keeper.accounts.all;
    expect(account?.heldNanoUsd).toBe(0n);
  });

  it.each([
    ['cut', 'failed', 'budget_exceeded'],
    ['finish', 'succeeded', null],
  ] as const)('that say %s let a response that passes over its hold and all they cover end so', async (onOverrun, status, errorCode) => {
    const { open, gateway, simulator } = await openWith(firstBound(7_000n) + 120_000_000n, onOverrun);
    // A provider that was asked for one token and writes many.
    simulator.pieces = ['Good ', 'gate '.repeat(20_000), 'gate '.repeat(20_000), 'morning'];
    simulator.pauseMs = 20;
    simulator.usage = { ...simulator.usage, output_tokens: 20_000, output_token_details: { text_tokens: 20_000, audio_tokens: 0 } };
    const session = open();
    await session.opened;
    session.send({ type: 'response.create', response: { max_output_tokens: 1 } });
    await session.until('response.done');
    const said = session.events.filter(({ type }) => type === 'response.output_text.delta').length;
    expect(gateway.recorder.events[0]).toMatchObject({ status, errorCode, protocol: 'openai.realtime' });
    if (onOverrun === 'finish') expect(said).toBe(4);
    else {
      expect(said).toBeLessThan(4);
      expect(await session.until('error')).toMatchObject({
        error: { code: 'budget_exceeded', message: expect.stringContaining('"Voice"') },
      });
      expect(simulator.last.received.map(({ data }) => JSON.parse(data.toString()).type)).toContain('response.cancel');
    }
  });

  it('let a response that runs come to its end before they end the session', async () => {
    const { open, gateway, simulator } = await openWith(2n * firstBound(7_000n));
    simulator.pauseMs = 150;
    const session = open();
    await session.opened;
    session.send({ type: 'response.create' });
    session.send({ type: 'response.create' });
    expect(await session.closed).toMatchObject({ code: 1008 });
    expect(session.events.map(({ type }) => type).slice(-2)).toEqual(['response.done', 'error']);
    expect(simulator.last.received).toHaveLength(1);
    expect(gateway.recorder.events).toMatchObject([
      { status: 'refused', errorCode: 'budget_exceeded' },
      { status: 'succeeded', costNanoUsd: responseNanoUsd },
      { status: 'failed', protocol: 'openai.realtime_session' },
    ]);
  });

  it('pay from the reserve for the response that the provider began by itself when nothing else covers it, and end the session', async () => {
    const { open, gateway } = await openWith(firstBound(7_000n));
    const session = open();
    await session.opened;
    const say = (byte: number) => session.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(4_800, byte).toString('base64') });
    say(7);
    say(0);
    expect(await session.closed).toMatchObject({ code: 1008 });
    expect(session.events.map(({ type }) => type).slice(-2)).toEqual(['response.done', 'error']);
    const [refused, whole, ...more] = gateway.recorder.events;
    expect(more).toEqual([]);
    expect(refused).toMatchObject({ status: 'refused', costNanoUsd: 0n });
    expect(whole).toMatchObject({
      protocol: 'openai.realtime_session',
      errorCode: 'budget_exceeded',
      usageSource: 'provider',
      costNanoUsd: responseNanoUsd,
      overrunNanoUsd: 0n,
    });
    const [account] = gateway.runtime.keeper.accounts.all;
    expect([account?.heldNanoUsd, account?.unpostedNanoUsd]).toEqual([0n, responseNanoUsd]);
  });

  it('hold more as the conversation grows, before what makes it grow goes up', async () => {
    const { open, gateway, simulator } = await openWith(firstBound(12_000n));
    const session = open();
    await session.opened;
    const before = gateway.recorder.holds.length;
    session.send({ type: 'conversation.item.create', item: { text: 'x'.repeat(5_000) } });
    await session.until('conversation.item.added');
    expect(gateway.recorder.holds.length).toBe(before + 1);
    expect(gateway.recorder.holds.at(-1)?.id).toBe(gateway.recorder.holds[0]?.id);
    session.send({ type: 'conversation.item.create', item: { text: 'x'.repeat(5_000) } });
    expect(await session.closed).toMatchObject({ code: 1008 });
    expect(simulator.last.received).toHaveLength(1);
  });
});

describe('[GW-9] models without a price', () => {
  it('follow the declared policy', async () => {
    scene = await openRealtime();
    const { gateway, open } = scene;
    const tenant = gateway.snapshot.tenant(tenantId);
    const [connection] = tenant?.connections ?? [];
    if (connection === undefined) throw new Error('The scene has a connection');
    const connections = [{ ...connection, models: ['unpriced'] }];
    gateway.snapshot.addTenant({ ...tenant, tenantId, connections, unpricedPolicy: 'block' });
    const blocked = open({ model: 'unpriced' });
    await expect(blocked.opened).rejects.toThrow('unpriced_model');
    gateway.snapshot.addTenant({ ...tenant, tenantId, connections, unpricedPolicy: 'flag' });
    gateway.recorder.events.length = 0;
    const flagged = open({ model: 'unpriced' });
    await flagged.opened;
    flagged.send({ type: 'response.create' });
    await flagged.until('response.done');
    expect(gateway.recorder.only).toMatchObject({ costState: 'unpriced', usage: { input: 68 }, status: 'succeeded' });
  });
});
