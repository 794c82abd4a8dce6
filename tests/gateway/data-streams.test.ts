import { afterEach, describe, expect, test } from 'vitest';
import { Random } from '#tests/support/random.ts';
import { event as anthropicEvent, claude, messageDelta, messageStart, messageStop, send, textDelta } from './support/anthropic.ts';
import { chatBody, lanes, openScene, post, type Scene } from './support/call.ts';
import { answerStream, chunk, done, type ProviderScript } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';
import { setProtection } from './support/with-protection.ts';

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

async function sceneWith(lane: (typeof lanes)[number], settings: Parameters<typeof setProtection>[1]): Promise<Scene> {
  const scene = await openScene({ lane, settings: { streamEndMs: 200 } });
  stop = scene.stop;
  setProtection(scene.gateway, settings);
  return scene;
}

const prompt = (content: string, more: object = {}) => chatBody({ messages: [{ role: 'user', content }], ...more });
const redactAll = Object.fromEntries(['pii', 'phi', 'financial', 'secrets'].map((category) => [category, { action: 'redact' }]));

/** Cuts a text anywhere. */
function pieces(random: Random, text: string): string[] {
  const cut: string[] = [];
  for (let at = 0; at < text.length; ) {
    const size = 1 + random.below(5);
    cut.push(text.slice(at, at + size));
    at += size;
  }
  return cut;
}

const dataOf = (stream: string): Record<string, unknown>[] =>
  [...stream.matchAll(/^data: (\{.*\})\r?$/gm)].map(([, json = '']): Record<string, unknown> => JSON.parse(json));

describe.each(lanes)('[GOV-2] data in streams, %s', (lane) => {
  test('[GW-6] chat streams come back with what tokens stand for, tool arguments too, however they are cut', async () => {
    const { gateway, provider } = await sceneWith(lane, { detection: { actions: redactAll } });
    const random = new Random(11);
    const said = 'Dear <EMAIL_1>, we will not call 4111 1111 1111 1111 but ada at <EMAIL_1>';
    for (let round = 0; round < 6; round += 1) {
      const script: ProviderScript = answerStream([
        ...pieces(random, said).map((content) => chunk({ content })),
        ...pieces(random, '{"to":"<EMAIL_1>"}').map((part) => chunk({ tool_calls: [{ index: 0, function: { arguments: part } }] })),
        chunk({}, 'stop'),
        done,
      ]);
      provider.script = script;
      const stream = await (await post(gateway, { body: prompt('I am ada@example.com', { stream: true }) })).text();
      const deltas = dataOf(stream)
        .flatMap((one) => (Array.isArray(one.choices) ? one.choices : []))
        .map(({ delta }) => delta);
      expect(deltas.map(({ content = '' }) => content).join('')).toBe(
        'Dear ada@example.com, we will not call [CREDIT_CARD] but ada at ada@example.com',
      );
      const told = deltas.flatMap(({ tool_calls: calls = [] }) =>
        calls.map((one: { function: { arguments: string } }) => one.function.arguments),
      );
      expect(JSON.parse(told.join(''))).toEqual({ to: 'ada@example.com' });
      expect(stream.trimEnd().endsWith('data: [DONE]')).toBe(true);
      expect(stream.indexOf('"finish_reason":"stop"')).toBeGreaterThan(stream.lastIndexOf('"content"'));
    }
    expect(gateway.recorder.events[0]?.classification).toMatchObject({ request: { email: 1 }, answer: { credit_card: 1 } });
  });

  test('[GW-6] messages, Gemini’s chunks and responses do the same in their own events', async () => {
    const { gateway, provider } = await sceneWith(lane, { detection: { actions: redactAll } });
    const random = new Random(12);
    const said = 'Dear <EMAIL_1>, card 4111 1111 1111 1111 is of <EMAIL_1>';
    const told = 'Dear ada@example.com, card [CREDIT_CARD] is of ada@example.com';
    const address = `http://127.0.0.1:${provider.port}`;
    gateway.snapshot.addPrice(claude);
    gateway.snapshot.setConnections(tenantId, [{ ...connectionTo(address), provider: 'anthropic', models: [claude.model] }]);
    provider.script = answerStream([
      messageStart(),
      anthropicEvent('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
      ...pieces(random, said).map((text) => textDelta(text)),
      anthropicEvent('content_block_stop', { index: 0 }),
      messageDelta(),
      messageStop,
    ]);
    const messages = [{ role: 'user', content: 'I am ada@example.com' }];
    const body = JSON.stringify({ model: claude.model, max_tokens: 50, stream: true, messages });
    const answered = await (await send(gateway, { body })).text();
    expect(provider.last.body.toString()).toContain('I am <EMAIL_1>');
    const texts = dataOf(answered).flatMap(({ type, delta }) => (type === 'content_block_delta' ? [Object(delta).text] : []));
    expect(texts.join('')).toBe(told);
    const types = [...answered.matchAll(/^event: (.*)$/gm)].map(([, type]) => type);
    expect([types[0], types.at(-3), types.at(-2), types.at(-1)]).toEqual([
      'message_start',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);

    gateway.snapshot.setConnections(tenantId, [{ ...connectionTo(address), provider: 'google', models: ['gemini-2.5-flash'] }]);
    const part = (text: string, more: object = {}) =>
      `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0, ...more }] })}\r\n\r\n`;
    const cut = pieces(random, said);
    provider.script = answerStream(cut.map((text, at) => part(text, at === cut.length - 1 ? { finishReason: 'STOP' } : {})));
    const gemini = await fetch(`http://127.0.0.1:${gateway.port}/api/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse`, {
      method: 'POST',
      headers: { 'x-goog-api-key': gateway.key, 'content-type': 'application/json' },
      body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'I am ada@example.com' }] }] }),
    });
    const parts = dataOf(await gemini.text()).flatMap(({ candidates }) => Object(candidates)[0].content.parts);
    expect(parts.map(({ text }) => text).join('')).toBe(told);

    gateway.snapshot.setConnections(tenantId, [connectionTo(`${address}/v1`)]);
    const typed = (type: string, more: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
    const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
    provider.script = answerStream([
      ...pieces(random, said).map((delta, at) => typed('response.output_text.delta', { ...place, delta, sequence_number: at })),
      typed('response.output_text.done', { ...place, text: said, sequence_number: 100 }),
      typed('response.completed', {
        response: { id: 'resp_1', output: [{ content: [{ text: said }] }], usage: null },
        sequence_number: 101,
      }),
    ]);
    const responses = await fetch(`${gateway.baseUrl}/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.key}` },
      body: JSON.stringify({ model: 'gpt-4o-mini', input: 'I am ada@example.com', stream: true }),
    });
    const events = dataOf(await responses.text());
    expect(events.flatMap(({ type, delta }) => (type === 'response.output_text.delta' ? [delta] : [])).join('')).toBe(told);
    expect(events.find(({ type }) => type === 'response.output_text.done')).toMatchObject({ text: told });
    expect(JSON.stringify(events.at(-1))).toContain(told);
    const numbers = events.map(({ sequence_number: number }) => Number(number));
    expect(numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? 0))).toBe(true);
  });
});
