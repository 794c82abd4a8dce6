import { afterEach, describe, expect, test } from 'vitest';
import { claude, event, messageDelta, messageStart, messageStop, messagesBody, send, textDelta } from './support/anthropic.ts';
import { openScene } from './support/call.ts';
import { answerStream, ScriptedProvider, wait } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';
import { firstId, secondId } from './support/two-providers.ts';
import { setGuardrails } from './support/with-guardrails.ts';
import { setProtection } from './support/with-protection.ts';

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

const redactPii = { actions: { pii: { action: 'redact' } } };

describe('[GOV-2] [GOV-5] [GW-5] a message that goes on elsewhere', () => {
  const begun = [messageStart(), event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })];
  const ended = [event('content_block_stop', { index: 0 }), messageDelta(), messageStop];

  test('is one text for filters and guardrails, wherever it broke off', async () => {
    const { gateway, provider, stop: stopScene } = await openScene({ settings: { streamEndMs: 200 } });
    const second = new ScriptedProvider();
    const address = await second.start();
    stop = async () => {
      await stopScene();
      await second.stop();
    };
    const common = { provider: 'anthropic', models: [claude.model] };
    gateway.snapshot.addPrice(claude);
    gateway.snapshot.setConnections(tenantId, [
      connectionTo(`http://127.0.0.1:${provider.port}`, { ...common, connectionId: firstId, name: 'first' }),
      connectionTo(address.replace(/\/v1$/, ''), { ...common, connectionId: secondId, name: 'second' }),
    ]);
    setProtection(gateway, { detection: redactPii });
    const orion = { side: 'output', check: { type: 'terms', deny: ['Project Orion'] } };
    setGuardrails(gateway, [{ name: 'No Orion', definition: orion }]);
    const ask = async (before: string, ...after: string[]) => {
      provider.script = async (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write([...begun, textDelta(before)].join(''));
        await wait(50);
        response.destroy();
      };
      second.script = answerStream([...begun, ...after.map((text) => textDelta(text)), ...ended]);
      const body = messagesBody({ stream: true, max_tokens: 1_000, messages: [{ role: 'user', content: 'I am ada@example.com' }] });
      return (await send(gateway, { body })).text();
    };
    const whole = await ask('Dear <EMA', 'IL_1>, not bob@example.com');
    const told = [...whole.matchAll(/"text_delta","text":"([^"]*)"/g)].map(([, text]) => text).join('');
    expect([second.seen.length, told]).toEqual([1, 'Dear ada@example.com, not [EMAIL]']);
    expect(whole).toContain('message_stop');
    const cut = await ask('It is Project Ori', 'on, Ada.');
    expect([second.seen.length, cut.includes('guardrail_blocked') || cut.includes('No Orion')]).toEqual([2, true]);
    expect(cut).not.toMatch(/Project|message_stop/);
    // Nor where nothing is filtered, and more was said than is looked at in one window.
    setProtection(gateway, { detection: { scope: 'off' } });
    const long = await ask(`${'Harmless words. '.repeat(40)}It is Project O`, 'ri', 'on, Ada.');
    expect([second.seen.length, long.includes('No Orion')]).toEqual([3, true]);
    expect(long).not.toMatch(/Project|message_stop/);
  });
});
