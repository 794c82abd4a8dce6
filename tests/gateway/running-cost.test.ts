import { afterEach, describe, expect, test } from 'vitest';
import { chatBody, errorOf, post, readStream } from './support/call.ts';
import { chunk, done, type ProviderScript, usageChunk, wait } from './support/scripted-provider.ts';
import type { LaneName } from './support/test-gateway.ts';
import { openBudgets, type WantedBudget } from './support/with-budgets.ts';

let opened: Awaited<ReturnType<typeof openBudgets>> | undefined;

afterEach(async () => {
  await opened?.stop();
  opened = undefined;
});

async function openWith(more: Partial<WantedBudget>, lane: LaneName = 'fast lane') {
  opened = await openBudgets([{ name: 'Research', limit: '10', ...more }], { lane });
  return opened;
}

/** Writes so many tokens, whatever limit it was given, and reports them at the end. */
const writes =
  (tokens: number): ProviderScript =>
  async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(chunk({ role: 'assistant', content: '' }));
    for (let token = 0; token < tokens && !response.destroyed; token += 1) {
      response.write(chunk({ content: ' gate' }));
      if (token % 5 === 4) await wait(2);
    }
    response.end(chunk({}, 'stop') + usageChunk(14, tokens) + done);
  };

const streamed = (max: number) => ({ body: chatBody({ stream: true, max_tokens: max }) });
const outputPrice = 600n;

describe.each<LaneName>(['fast lane', 'web lane'])('[COST-4] the cost of a stream that runs (%s)', (lane) => {
  test('one that keeps to its bound holds it once, to the last token', async () => {
    const { gateway, provider } = await openWith({ more: { onOverrun: 'cut' } }, lane);
    provider.script = writes(400);
    const text = await (await post(gateway, streamed(400))).text();
    expect(readStream(text)).toMatchObject({ isDone: true, error: undefined });
    expect(gateway.recorder.holds).toHaveLength(1);
    expect(gateway.recorder.only).toMatchObject({ status: 'succeeded', overrunNanoUsd: 0n });
  });

  test('one that writes on holds more as it goes, as long as its budgets cover it: nothing is an overrun', async () => {
    const { gateway, provider } = await openWith({ more: { onOverrun: 'cut' } }, lane);
    provider.script = writes(900);
    const text = await (await post(gateway, streamed(100))).text();
    expect(readStream(text)).toMatchObject({ isDone: true, content: ' gate'.repeat(900) });
    const { holds, only } = gateway.recorder;
    expect(holds.length).toBeGreaterThan(2);
    expect(new Set(holds.map(({ id }) => id)).size).toBe(1);
    const amounts = holds.map(({ parts }) => parts[0]?.amountNanoUsd ?? 0n);
    expect(amounts).toEqual([...amounts].sort((left, right) => Number(left - right)));
    expect(only).toMatchObject({ status: 'succeeded', boundNanoUsd: amounts.at(-1), overrunNanoUsd: 0n });
    expect(only.costNanoUsd).toBe(14n * 150n + 900n * outputPrice);
    expect(only.parts).toMatchObject([{ coveredNanoUsd: only.costNanoUsd }]);
    const [account] = gateway.runtime.keeper.accounts.all;
    expect([account?.heldNanoUsd, account?.unpostedNanoUsd]).toEqual([0n, only.costNanoUsd]);
  });

  test('what its budgets do not cover is cut where one says so: an error event, the provider hung up on, and paid what was used', async () => {
    const { gateway, provider } = await openWith({ limit: '0.0002', more: { onOverrun: 'cut' } }, lane);
    provider.script = writes(3_000);
    const response = await post(gateway, streamed(100));
    const told = readStream(await response.text());
    expect(told).toMatchObject({ isDone: false, error: 'budget_exceeded' });
    await provider.last.dropped;
    const { only } = gateway.recorder;
    expect(only).toMatchObject({ status: 'failed', httpStatus: 200, errorCode: 'budget_exceeded', usageSource: 'counted' });
    // All of the budget is used, and what a quick provider wrote until it was hung up on; not the 1,800,000 of the whole answer.
    expect(only.costNanoUsd).toBeGreaterThan(180_000n);
    expect(only.costNanoUsd).toBeLessThan(350_000n);
    const delivered = BigInt(told.content.length / ' gate'.length);
    expect(only.costNanoUsd).toBeGreaterThanOrEqual(delivered * outputPrice);
    const [part] = only.parts ?? [];
    expect(part?.costNanoUsd).toBe(only.costNanoUsd);
    const next = await post(gateway, streamed(100));
    expect([next.status, (await errorOf(next)).code]).toEqual([402, 'budget_exceeded']);
  });

  test('[GW-9] so is one that is passed on as it is, with the same error event', async () => {
    const { gateway, provider } = await openWith({ limit: '0.0002', more: { onOverrun: 'cut' } }, lane);
    provider.script = writes(3_000);
    const response = await fetch(`${gateway.baseUrl}/proxy/upstream/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.key}`, 'content-type': 'application/json' },
      body: streamed(100).body,
    });
    // The connection breaks off behind the error, so the rest cannot be read to an end.
    const told: string[] = [];
    const decoder = new TextDecoder();
    try {
      for await (const part of response.body ?? []) told.push(decoder.decode(part, { stream: true }));
    } catch {
      // As it should.
    }
    expect(told.join('')).toContain('budget_exceeded');
    expect(told.join('')).not.toContain('[DONE]');
    await provider.last.dropped;
    const { only } = gateway.recorder;
    expect(only).toMatchObject({ status: 'failed', errorCode: 'budget_exceeded' });
    expect(only.costNanoUsd).toBeLessThan(350_000n);
  });

  test('or it finishes, where none says so: what is above is an overrun, told in the event, and the next call is refused', async () => {
    const { gateway, provider, budgetIds } = await openWith({ limit: '0.0002' }, lane);
    provider.script = writes(900);
    const text = await (await post(gateway, streamed(100))).text();
    expect(readStream(text)).toMatchObject({ isDone: true, content: ' gate'.repeat(900) });
    const { only } = gateway.recorder;
    expect(only.overrunNanoUsd).toBe(only.costNanoUsd - only.boundNanoUsd);
    expect(only.overrunNanoUsd).toBeGreaterThan(0n);
    const { ledger, recorder, runtime } = gateway;
    ledger.post(recorder.events);
    runtime.keeper.posted(recorder.events);
    const [period] = [...ledger.periods.values()].filter(({ budgetId }) => budgetId === budgetIds[0]);
    const { spent = 0n, limit = 0n, overrun = 0n, leased = 0n } = period ?? {};
    expect(spent).toBe(only.costNanoUsd);
    // To the nano-dollar: spent is the limit and the overrun, but for what is leased and free.
    expect(spent + leased).toBeLessThanOrEqual(limit + overrun);
    expect(spent - overrun).toBeLessThanOrEqual(limit);
    expect((await post(gateway, streamed(100))).status).toBe(402);
  });
});
