import { afterEach, describe, expect, test } from 'vitest';
import { chatBody, openScene, post } from './support/call.ts';
import { answerJson, chatCompletion } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';
import { setPolicies } from './support/with-policies.ts';
import { setProtection } from './support/with-protection.ts';

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

describe('[GOV-1] [GOV-2] where a class of data leads a call', () => {
  test.each([
    ['route_to', { route: 'gpt-4.1' }],
    ['downgrade', { model: 'gpt-4.1' }],
  ])('it stays although a policy wants %s, with all else that the policy wants', async (type, parameters) => {
    const { gateway, provider, ...scene } = await openScene({});
    stop = scene.stop;
    provider.script = answerJson(chatCompletion());
    const models = ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1'];
    gateway.snapshot.setConnections(tenantId, [connectionTo(`http://127.0.0.1:${provider.port}`, { models })]);
    setProtection(gateway, { detection: { actions: { phi: { action: 'route', route: 'gpt-4o' } } } });
    setPolicies(gateway, [
      {
        name: 'Elsewhere',
        actions: [
          { type, parameters },
          { type: 'redact', parameters: { patterns: ['email'] } },
        ],
      },
    ]);
    const targetOf = async (content: string) =>
      (await post(gateway, { body: chatBody({ messages: [{ role: 'user', content }] }) })).headers.get('x-tollgate-target');
    expect(await targetOf('Patient NHS 943 476 5919, ada@example.com')).toBe('upstream/gpt-4o');
    expect(provider.last.body.toString()).toContain('[EMAIL]');
    expect(await targetOf('Hello')).toBe('upstream/gpt-4.1');
  });
});
