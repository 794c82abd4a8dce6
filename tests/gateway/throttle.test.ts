import { afterEach, describe, expect, test } from 'vitest';
import type { ActingThresholds } from '#lib/budgets/engine/acting-thresholds.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { chatBody, errorOf, post } from './support/call.ts';
import { answerJson, chatCompletion } from './support/scripted-provider.ts';
import { openBudgets } from './support/with-budgets.ts';

let opened: Awaited<ReturnType<typeof openBudgets>> | undefined;

afterEach(async () => {
  await opened?.stop();
  opened = undefined;
});

/** A gateway with a soft budget of which so much is left for so long, and that slows calls from 90 % on. */
async function openSlow(remainingNanoUsd: bigint, lastsMs: number) {
  const acting: ActingThresholds = {
    ...{ untilMs: Date.now() + lastsMs, remainingNanoUsd, approval: null, downgrade: null, restrict: null },
    throttle: { percent: 90 },
  };
  opened = await openBudgets([{ name: 'Research', limit: '10', more: { enforcement: 'soft', acting } }]);
  opened.provider.script = answerJson(chatCompletion());
  return { gateway: opened.gateway, provider: opened.provider, budgetId: toPublicId('budget', opened.budgetIds[0] ?? '') };
}

const waitOf = (response: Response): number =>
  Number(/wait-ms=(\d+)/.exec(response.headers.get('x-tollgate-budget-action') ?? '')?.[1] ?? -1);

describe('[RATE-1] [COST-3] a threshold that throttles', () => {
  test('lets calls through one after the other, and tells how long each waited', async () => {
    // A call of about 60 micro-dollars every 600 ms or so.
    const { gateway, budgetId } = await openSlow(6_000_000n, 60_000);
    const responses = await Promise.all([0, 1, 2].map(() => post(gateway, { body: chatBody({ max_tokens: 100 }) })));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(responses[0]?.headers.get('x-tollgate-budget-action')).toContain(`throttle; budget=${budgetId}; threshold=90; wait-ms=`);
    const waits = responses.map(waitOf).sort((left, right) => left - right);
    expect(waits[0]).toBe(0);
    expect(waits[1]).toBeGreaterThan(200);
    expect(waits[2]).toBeGreaterThan((waits[1] ?? 0) + 200);
    expect(gateway.runtime.metrics.throttledCalls).toBe(3);
  });

  test('sends away with 429 who would wait too long', async () => {
    const { gateway, provider } = await openSlow(1n, 86_400_000);
    expect((await post(gateway)).status).toBe(200);
    const refused = await post(gateway);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(5);
    const error = await errorOf(refused);
    expect(error).toMatchObject({ code: 'rate_limited' });
    expect(error.message).toMatch(/90 % of the budget "Research" is spent.*calls go slowly.*Mara Lindqvist can raise/);
    expect(provider.seen.length).toBe(1);
    expect(gateway.recorder.events.at(-1)).toMatchObject({ status: 'refused', errorCode: 'rate_limited' });
  });

  test('holds no call back where there is enough for the rest of the period', async () => {
    const { gateway } = await openSlow(5_000_000_000n, 60_000);
    for (let times = 0; times < 3; times += 1) expect(waitOf(await post(gateway))).toBeLessThan(20);
  });
});
