import { afterEach, describe, expect, test } from 'vitest';
import type { CacheSettings } from '#lib/gateway/cache/cache-settings.ts';
import { Random } from '#tests/support/random.ts';
import { chatBody, openScene, post, readStream, type Scene } from './support/call.ts';
import { answerJson, answerStream, chatCompletion, chunk, done } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';
import { setGuardrails } from './support/with-guardrails.ts';
import { setPolicies } from './support/with-policies.ts';
import { setProtection } from './support/with-protection.ts';

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

async function sceneOf(): Promise<Scene> {
  const scene = await openScene({ settings: { streamEndMs: 200 } });
  stop = scene.stop;
  return scene;
}

const redacting = (where: string | undefined, patterns: readonly string[] = ['email']) => [
  { name: 'No addresses', actions: [{ type: 'redact', parameters: { patterns, ...(where === undefined ? {} : { applies_to: where }) } }] },
];
const withoutOrion = {
  name: 'Words',
  definition: { side: 'output', check: { type: 'terms', deny: ['Project Orion'] }, action: { type: 'redact' } },
};
const prompt = (content: string, more: object = {}) => chatBody({ messages: [{ role: 'user', content }], ...more });
const cache: CacheSettings = { mode: 'all', ttlSeconds: 60, isolation: 'tenant', semantic: null, epoch: 1 };

/** Cuts a text anywhere. */
function pieces(random: Random, text: string): string[] {
  const cut: string[] = [];
  for (let at = 0; at < text.length; ) {
    const size = 1 + random.below(6);
    cut.push(text.slice(at, at + size));
    at += size;
  }
  return cut;
}

describe('[GOV-1] policies redact answers', () => {
  test('of the side that they name, and of requests where they name none', async () => {
    const { gateway, provider } = await sceneOf();
    provider.script = answerJson(chatCompletion('Write to bob@example.com'));
    const said = async (where: string | undefined) => {
      setPolicies(gateway, redacting(where));
      const response = await post(gateway, { body: prompt('I am ada@example.com') });
      const answer = await response.text();
      return [provider.last.body.includes('ada@'), answer.includes('bob@'), response.headers.get('x-tollgate-policy')?.split(';')[0]];
    };
    expect(await said(undefined)).toEqual([false, true, 'transform']);
    expect(await said('requests')).toEqual([false, true, 'transform']);
    expect(await said('answers')).toEqual([true, false, 'transform']);
    expect(await said('both')).toEqual([false, false, 'transform']);
  });

  test('[GW-6] in streams, texts and arguments alike, however they are cut', async () => {
    const { gateway, provider } = await sceneOf();
    setPolicies(gateway, redacting('answers', ['email', 'credit_card']));
    const random = new Random(3);
    for (let round = 0; round < 6; round += 1) {
      const said = 'Write to bob@example.com or pay with 4111 1111 1111 1111 today';
      provider.script = answerStream([
        ...pieces(random, said).map((content) => chunk({ content })),
        ...pieces(random, '{"to":"bob@example.com"}').map((part) => chunk({ tool_calls: [{ index: 0, function: { arguments: part } }] })),
        chunk({}, 'stop'),
        done,
      ]);
      const stream = await (await post(gateway, { body: chatBody({ stream: true }) })).text();
      const read = readStream(stream);
      expect([read.content, read.isDone]).toEqual(['Write to [EMAIL] or pay with [CREDIT_CARD] today', true]);
      expect(stream).not.toContain('bob@');
    }
  });

  test('what a class of data sent as a token comes back; what the model says of others does not', async () => {
    const { gateway, provider } = await sceneOf();
    setProtection(gateway, { detection: { scope: 'requests', actions: { pii: { action: 'redact' } } } });
    setPolicies(gateway, redacting('answers'));
    provider.script = answerJson(chatCompletion('From <EMAIL_1> to bob@example.com'));
    const answer = await (await post(gateway, { body: prompt('I am ada@example.com') })).text();
    expect(answer).toContain('From ada@example.com to [EMAIL]');
  });

  test('[GW-7] an answer from the cache is told as policies want it today', async () => {
    const { gateway, provider } = await sceneOf();
    gateway.snapshot.addTenant({ ...gateway.snapshot.tenant(tenantId), tenantId, cache });
    provider.script = answerJson(chatCompletion('Write to bob@example.com'));
    expect(await (await post(gateway, { body: prompt('Whom?') })).text()).toContain('bob@example.com');
    setPolicies(gateway, redacting('answers'));
    const again = await post(gateway, { body: prompt('Whom?') });
    expect([again.headers.get('x-tollgate-cache'), (await again.text()).includes('[EMAIL]')]).toEqual(['hit', true]);
    expect(provider.seen).toHaveLength(1);
  });

  test('an answer that they need not change keeps its bytes where no policy is about its answers', async () => {
    const { gateway, provider } = await sceneOf();
    setPolicies(gateway, redacting('requests'));
    const answer = '{ "id":"x","choices":[{"message":{"content":"bob@example.com"} ,"index":0,"finish_reason":"stop"}],"n":1.50}';
    provider.script = answerJson(answer);
    expect(await (await post(gateway)).text()).toBe(answer);
  });
});

describe('[GOV-5] guardrails redact answers', () => {
  test('whole and streamed, note that they did, and let everything else flow', async () => {
    const { gateway, provider } = await sceneOf();
    setGuardrails(gateway, [withoutOrion]);
    provider.script = answerJson(chatCompletion('About project ORION and others'));
    expect(await (await post(gateway)).text()).toContain('About [REDACTED] and others');
    expect(gateway.recorder.only.policy).toMatchObject({ outcome: 'transform', guardrails: [{ action: 'redact', side: 'output' }] });
    provider.script = answerStream([
      ...['About pro', 'ject  Or', 'ion and', ' others'].map((content) => chunk({ content })),
      chunk({}, 'stop'),
      done,
    ]);
    const stream = await (await post(gateway, { body: chatBody({ stream: true }) })).text();
    expect(readStream(stream)).toMatchObject({ content: 'About [REDACTED] and others', isDone: true });
  });

  test('a shadow only notes; one for requests leaves answers alone', async () => {
    const { gateway, provider } = await sceneOf();
    provider.script = answerJson(chatCompletion('About Project Orion'));
    setGuardrails(gateway, [{ ...withoutOrion, mode: 'shadow' }]);
    expect(await (await post(gateway)).text()).toContain('Project Orion');
    expect(gateway.recorder.only.policy).toMatchObject({ outcome: 'allow', guardrails: [{ mode: 'shadow' }] });
    setGuardrails(gateway, [{ ...withoutOrion, definition: { ...withoutOrion.definition, side: 'input' } }]);
    expect(await (await post(gateway)).text()).toContain('Project Orion');
  });
});
