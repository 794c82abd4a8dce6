import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseUsd } from '#lib/core/money.ts';
import { chatBody, errorOf, post, type Scene } from './support/call.ts';
import { chatCompletion, type ProviderScript } from './support/scripted-provider.ts';
import { type TestGateway, tenantId } from './support/test-gateway.ts';
import { openBudgets, type WantedBudget } from './support/with-budgets.ts';

let scene: Scene | undefined;

afterEach(async () => {
  await scene?.stop();
  scene = undefined;
});

async function openWith(...wanted: readonly WantedBudget[]) {
  const opened = await openBudgets(wanted);
  scene = opened;
  return opened;
}

const answer: ProviderScript = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(chatCompletion());
};

function periodOf(gateway: TestGateway, budgetId: string | undefined) {
  const [period] = [...gateway.ledger.periods.values()].filter((one) => one.budgetId === budgetId);
  if (period === undefined) throw new Error('The budget has no period');
  return period;
}

describe('budgets of a call', () => {
  test('[COST-4] [GW-11] a call that is covered is served, holds its bound first and settles with its cost', async () => {
    const { gateway, provider, budgetIds } = await openWith({ name: 'All of it', limit: '10' });
    provider.script = answer;
    const response = await post(gateway, { body: chatBody({ max_tokens: 100 }) });
    expect(response.status).toBe(200);
    const remaining = parseUsd(response.headers.get('x-tollgate-budget-remaining') ?? '') ?? 0n;
    expect(remaining).toBeGreaterThan(parseUsd('9.9') ?? 0n);
    expect(remaining).toBeLessThanOrEqual(parseUsd('10') ?? 0n);
    const [hold] = gateway.recorder.holds;
    const [event] = gateway.recorder.events;
    expect(hold?.parts).toMatchObject([{ kind: 'lease', budgetId: budgetIds[0], amountNanoUsd: hold?.boundNanoUsd }]);
    expect(event?.parts).toMatchObject([{ budgetId: budgetIds[0], costNanoUsd: event?.costNanoUsd, coveredNanoUsd: event?.costNanoUsd }]);
    expect(event?.costNanoUsd).toBeGreaterThan(0n);
    const [account] = gateway.runtime.keeper.accounts.all;
    expect(account?.heldNanoUsd).toBe(0n);
    expect(account?.unpostedNanoUsd).toBe(event?.costNanoUsd);
  });

  test('[COST-4] [GW-10] a call that is not covered is refused with 402 in words that help, and nothing reaches the provider', async () => {
    const { gateway, provider } = await openWith({ name: 'Plenty', limit: '100' }, { name: 'Research', limit: '0.000001' });
    const response = await post(gateway, { body: chatBody({ max_tokens: 100_000 }) });
    expect(response.status).toBe(402);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(response.headers.get('x-tollgate-budget-remaining')).toBe('0.000001000');
    const error = await errorOf(response);
    expect(error).toMatchObject({ code: 'budget_exceeded', type: 'insufficient_quota' });
    expect(error.message).toMatch(
      /monthly budget "Research": \$0 spent and \$0 held of \$0\.000001 since \d{4}-\d\d-01T00:00:00\.000Z\. It begins again at \d{4}-\d\d-01T00:00:00\.000Z\. Mara Lindqvist can raise it/,
    );
    // The same for programs.
    expect(error).toMatchObject({
      ...{ budget_id: expect.stringMatching(/^bud_/), budget_name: 'Research', budget_period: 'monthly', raised_by: 'Mara Lindqvist' },
      ...{ limit_usd: '0.000001000', spent_usd: '0.000000000', reserved_usd: '0.000000000', free_usd: '0.000001000' },
      ...{ period_start: expect.stringMatching(/-01T00:00:00\.000Z$/), period_end: expect.stringMatching(/-01T00:00:00\.000Z$/) },
      needed_usd: expect.stringMatching(/^0\.\d{9}$/),
    });
    expect(provider.seen).toEqual([]);
    const [event] = gateway.recorder.events;
    expect(event).toMatchObject({ status: 'refused', errorCode: 'budget_exceeded', httpStatus: 402, costNanoUsd: 0n });
    expect(gateway.recorder.holds).toEqual([]);
    // In the shape of the protocol that the caller speaks.
    const body = JSON.stringify({ model: 'gpt-4o-mini', max_tokens: 100_000, messages: [{ role: 'user', content: 'Hello' }] });
    const asMessages = await fetch(`${gateway.baseUrl}/messages`, {
      method: 'POST',
      headers: { 'x-api-key': gateway.key, 'content-type': 'application/json' },
      body,
    });
    expect(asMessages.status).toBe(402);
    expect(await asMessages.json()).toMatchObject({
      type: 'error',
      ...{ error: { type: 'billing_error', code: 'budget_exceeded' }, budget_name: 'Research', limit_usd: '0.000001000' },
    });
    // All or none: the budget that would have covered it holds nothing for it.
    for (const account of gateway.runtime.keeper.accounts.all) expect(account.heldNanoUsd).toBe(0n);
  });

  test('a soft budget counts and never refuses; one of another provider does not apply; a tag binds the calls that carry it', async () => {
    const { gateway, provider, budgetIds } = await openWith(
      { name: 'Counted', limit: '0', more: { enforcement: 'soft' } },
      { name: 'Elsewhere', limit: '0', scope: { kind: 'provider', value: 'anthropic' } },
      { name: 'Feature', limit: '0', scope: { kind: 'tag', value: 'feature=search' } },
    );
    provider.script = answer;
    expect((await post(gateway)).status).toBe(200);
    const [event] = gateway.recorder.events;
    expect(event?.parts).toMatchObject([{ kind: 'soft', budgetId: budgetIds[0], coveredNanoUsd: 0n, costNanoUsd: event?.costNanoUsd }]);
    const tagged = await post(gateway, { headers: { 'x-tollgate-tags': 'feature=search' } });
    expect(tagged.status).toBe(402);
    expect((await errorOf(tagged)).message).toContain('"Feature"');
  });

  test('callers who name no limit get the output that still fits, where the budget says so; those who name one are refused', async () => {
    const { gateway, provider } = await openWith({ name: 'Little', limit: '0.01', more: { fitOutput: true } });
    provider.script = answer;
    const response = await post(gateway);
    expect(response.status).toBe(200);
    const seen = JSON.parse(provider.last.body.toString());
    expect(seen.max_tokens).toBeGreaterThan(1_000);
    expect(response.headers.get('x-tollgate-output-cap')).toBe(String(seen.max_tokens));
    const { boundNanoUsd } = gateway.recorder.holds[0] ?? { boundNanoUsd: 0n };
    // Half of what is left, to a token.
    expect(boundNanoUsd).toBeLessThanOrEqual(5_000_000n);
    expect(boundNanoUsd).toBeGreaterThan(4_990_000n);
    expect((await post(gateway, { body: chatBody({ max_tokens: 100_000 }) })).status).toBe(402);
    const strict = await openWith({ name: 'Strict', limit: '0.01' });
    expect((await post(strict.gateway)).status).toBe(402);
    await gateway.stop();
    await provider.stop();
  });

  test('[GW-7] an answer that was cut to what a budget covered is not told to others as the whole one', async () => {
    const { gateway, provider } = await openWith({ name: 'Little', limit: '0.01', more: { fitOutput: true } });
    provider.script = answer;
    const cache = { mode: 'all', ttlSeconds: 60, isolation: 'tenant', semantic: null, epoch: 1 } as const;
    gateway.snapshot.addTenant({ ...gateway.snapshot.tenant(tenantId), tenantId, cache });
    const cut = await post(gateway);
    expect(cut.headers.get('x-tollgate-output-cap')).not.toBeNull();
    const again = await post(gateway);
    expect([again.status, again.headers.get('x-tollgate-cache'), provider.seen.length]).toEqual([200, 'miss', 2]);
    const whole = chatBody({ max_tokens: 10 });
    expect((await post(gateway, { body: whole })).headers.get('x-tollgate-cache')).toBe('miss');
    expect((await post(gateway, { body: whole })).headers.get('x-tollgate-cache')).toBe('hit');
  });

  test('[GW-1] what is passed on as it is keeps to the limit that its hold was made for', async () => {
    const { gateway, provider } = await openWith({ name: 'Little', limit: '0.01', more: { fitOutput: true } });
    provider.script = answer;
    const response = await fetch(`${gateway.baseUrl}/proxy/upstream/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.key}`, 'content-type': 'application/json' },
      body: chatBody(),
    });
    expect(response.status).toBe(200);
    const sent = JSON.parse(provider.last.body.toString());
    expect(sent.max_tokens).toBeGreaterThan(1_000);
    expect(response.headers.get('x-tollgate-output-cap')).toBe(String(sent.max_tokens));
    expect(provider.last.headers['content-length']).toBe(String(provider.last.body.length));
  });

  test('[COST-4] what costs more than was held is covered as long as there is money; beyond, spent is above the limit by the overrun alone', async () => {
    const limit = '0.0001';
    const { gateway, provider, budgetIds } = await openWith({ name: 'Wide', limit: '1' }, { name: 'Narrow', limit });
    // Three times the output that was allowed.
    provider.script = (response) => {
      const usage = { prompt_tokens: 14, completion_tokens: 150, total_tokens: 164 };
      response.writeHead(200, { 'content-type': 'application/json' }).end(chatCompletion('Paris.', usage));
    };
    const ask = () => post(gateway, { body: chatBody({ max_tokens: 50 }) });
    expect((await ask()).status).toBe(200);
    const { ledger, recorder, runtime } = gateway;
    const postAll = () => {
      const events = recorder.events.splice(0);
      ledger.post(events);
      runtime.keeper.posted(events);
      return events;
    };
    const [first] = postAll();
    const cost = 14n * 150n + 150n * 600n;
    expect(first).toMatchObject({ costNanoUsd: cost, overrunNanoUsd: cost - (first?.boundNanoUsd ?? 0n) });
    expect(periodOf(gateway, budgetIds[1])).toMatchObject({ spent: cost, overrun: 0n });
    // Too little is left for the bound of another one: raise it to just that.
    const narrow = periodOf(gateway, budgetIds[1]);
    narrow.limit = cost + (first?.boundNanoUsd ?? 0n) + 1_000n;
    await vi.waitFor(async () => expect((await ask()).status).toBe(200), { timeout: 3_000 });
    postAll();
    expect(narrow.spent).toBe(2n * cost);
    expect(narrow.spent - narrow.limit).toBe(narrow.overrun);
    expect(narrow.leased).toBe(0n);
    expect(periodOf(gateway, budgetIds[0])).toMatchObject({ spent: 2n * cost, overrun: 0n });
    expect((await ask()).status).toBe(402);
  });

  test('[GW-11] the header of what is left falls by exactly what each call cost, in the tightest budget, posted or not', async () => {
    const { gateway, provider } = await openWith({ name: 'Wide', limit: '10' }, { name: 'Narrow', limit: '1' });
    provider.script = answer;
    const { ledger, recorder, runtime } = gateway;
    let left = parseUsd('1') ?? 0n;
    for (const maxTokens of [100, 20_000, 50, 400_000, 10]) {
      const response = await post(gateway, { body: chatBody({ max_tokens: maxTokens }) });
      expect(response.status).toBe(200);
      const events = maxTokens === 50 ? recorder.events.slice() : recorder.events.slice(-1);
      left -= recorder.events.at(-1)?.costNanoUsd ?? 0n;
      expect(parseUsd(response.headers.get('x-tollgate-budget-remaining') ?? '')).toBe(left);
      if (maxTokens !== 50) continue;
      ledger.post(events);
      runtime.keeper.posted(events);
    }
  });

  test('a call that fails gives its hold back', async () => {
    const { gateway, provider, budgetIds } = await openWith({ name: 'All of it', limit: '1' });
    provider.script = (response) => {
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"no"}}');
    };
    expect((await post(gateway)).status).toBe(400);
    const [account] = gateway.runtime.keeper.accounts.all;
    expect(account).toMatchObject({ heldNanoUsd: 0n, unpostedNanoUsd: 0n });
    expect(periodOf(gateway, budgetIds[0]).spent).toBe(0n);
  });

  test('[COST-4] a hundred calls at once over a budget for a few: no more is held than there is, and the rest are refused', async () => {
    const { gateway, provider, budgetIds } = await openWith({ name: 'A few', limit: '0.0005' });
    // None may end before all have come, or the next ones have its money.
    provider.script = (response, request) => new Promise((resolve) => setTimeout(resolve, 1_000)).then(() => answer(response, request));
    const responses = await Promise.all(Array.from({ length: 100 }, () => post(gateway, { body: chatBody({ max_tokens: 200 }) })));
    const statuses = responses.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 402]));
    const cost = gateway.recorder.events.reduce((sum, event) => sum + event.costNanoUsd, 0n);
    const { leased, limit, spent, overrun } = periodOf(gateway, budgetIds[0]);
    expect(spent + leased).toBeLessThanOrEqual(limit + overrun);
    expect(cost).toBeLessThanOrEqual(limit);
  });
});
