import { createHmac } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { chatBody, errorOf, openScene, post, readStream } from './support/call.ts';
import { answerJson, answerStream, chatCompletion, chunk, done, ScriptedProvider, wait } from './support/scripted-provider.ts';
import { setGuardrails } from './support/with-guardrails.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const secret = 'whsec-0123456789abcdefghij';

async function sceneWithHook(more: object = {}, side = 'input') {
  const scene = await openScene();
  const hook = new ScriptedProvider();
  const url = `${await hook.start()}/check`;
  stops.push(scene.stop, () => hook.stop());
  scene.provider.script = answerJson(chatCompletion());
  const check = { type: 'webhook', url, on_failure: 'closed', timeout_ms: 300, ...more };
  setGuardrails(scene.gateway, [{ name: 'Ours', secret, definition: { side, check } }]);
  return { ...scene, hook };
}

test('[GOV-5] a webhook is told the texts, signed, and its word holds', async () => {
  const { gateway, provider, hook } = await sceneWithHook();
  hook.script = answerJson(JSON.stringify({ action: 'block', reason: 'Speaks of a customer' }));
  const refused = await post(gateway);
  expect((await errorOf(refused)).message).toContain(
    'The guardrail "Ours" does not let this request through: it found Speaks of a customer',
  );
  expect(provider.seen).toHaveLength(0);
  const { headers, body } = hook.last;
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body.toString()}`;
  expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', secret).update(signed).digest('base64')}`);
  expect(JSON.parse(body.toString())).toMatchObject({
    ...{ type: 'guardrail.check', side: 'input', model: 'gpt-4o-mini' },
    texts: [{ source: 'user', text: 'What is the capital of France?' }],
  });
  hook.script = answerJson(JSON.stringify({ action: 'flag', reason: 'Unsure' }));
  expect((await post(gateway)).status).toBe(200);
  expect(gateway.recorder.events.at(-1)?.policy?.guardrails).toMatchObject([{ action: 'flag', why: 'Unsure' }]);
  hook.script = answerJson(JSON.stringify({ action: 'allow' }));
  expect((await post(gateway)).headers.get('x-tollgate-guardrail')).toBeNull();
});

test('[GOV-5] one that does not answer refuses or lets pass, as it says, and is left alone after five failures', async () => {
  const { gateway, hook } = await sceneWithHook();
  const faults = [answerJson(JSON.stringify({ verdict: 'fine' })), answerJson(JSON.stringify({ action: 'allow' }), 500), () => wait(2_000)];
  for (const script of faults) {
    hook.script = script;
    const refused = await post(gateway);
    expect([refused.status, (await errorOf(refused)).code]).toEqual([503, 'guardrail_unavailable']);
  }
  await hook.stop();
  for (let at = 0; at < 2; at += 1) expect((await post(gateway)).status).toBe(503);
  expect((await errorOf(await post(gateway))).message).toContain('is left alone for some seconds');
  const seen = hook.seen.length;
  const check = { type: 'webhook', url: 'http://127.0.0.1:1/check', on_failure: 'open' };
  setGuardrails(gateway, [{ name: 'Open', secret, definition: { side: 'input', check } }]);
  const passed = await post(gateway);
  expect(passed.status).toBe(200);
  expect(gateway.recorder.events.at(-1)?.policy?.guardrails).toMatchObject([
    { action: 'flag', why: expect.stringContaining('nothing, because') },
  ]);
  expect(hook.seen).toHaveLength(seen);
});

test('[GOV-5] an address that may not be called is not called, and without a secret nothing passes', async () => {
  const { gateway } = await sceneWithHook({ url: 'http://169.254.169.254/latest' });
  expect((await errorOf(await post(gateway))).message).toContain('the address of its webhook is not allowed');
  const check = { type: 'webhook', url: 'https://guard.example/check', on_failure: 'open' };
  setGuardrails(gateway, [{ name: 'Bare', definition: { side: 'input', check } }]);
  expect((await errorOf(await post(gateway))).message).toContain('it has no secret to sign with');
});

test('[GOV-5] an answer is shown to a webhook whole, a stream too, before any of it leaves', async () => {
  const { gateway, provider, hook } = await sceneWithHook({}, 'output');
  hook.script = answerJson(JSON.stringify({ action: 'block' }));
  expect((await errorOf(await post(gateway))).code).toBe('guardrail_blocked');
  provider.script = answerStream([chunk({ content: 'a' }), chunk({ content: 'b' }), chunk({}, 'stop'), done]);
  const cut = readStream(await (await post(gateway, { body: chatBody({ stream: true }) })).text());
  expect([cut.content, cut.error]).toEqual(['', 'guardrail_blocked']);
  expect(JSON.parse(hook.last.body.toString()).texts).toEqual([{ source: 'answer', text: 'ab' }]);
  hook.script = answerJson(JSON.stringify({ action: 'allow' }));
  const passed = readStream(await (await post(gateway, { body: chatBody({ stream: true }) })).text());
  expect(passed).toEqual({ content: 'ab', error: undefined, isDone: true });
});
