import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asRecord, parseJson } from '#lib/gateway/json/as-record.ts';
import type { FaultName } from '../support/simulator/faults.ts';
import { Simulator } from '../support/simulator/simulator.ts';
import { claude, event, messageDelta, messageStart, messageStop, messagesBody, send, textDelta } from './support/anthropic.ts';
import { lanes } from './support/call.ts';
import { answerStream, ScriptedProvider } from './support/scripted-provider.ts';
import { connectionTo, startTestGateway, type TestGateway, tenantId } from './support/test-gateway.ts';
import { failsWith, firstId, quickSettings, secondId } from './support/two-providers.ts';

const newest = { ...claude, model: 'claude-opus-4-6' };
const question = 'What is a tollgate, größer?';
const whole = `You said: ${question}. Größe zählt: 日本 😀.`;

/** The events of a stream, parsed. */
const eventsOf = (text: string): Readonly<Record<string, unknown>>[] =>
  text.split('\n\n').flatMap((block) => {
    const data = /^data: (.*)$/m.exec(block)?.[1];
    const found = data === undefined ? undefined : asRecord(parseJson(data));
    return found === undefined ? [] : [found];
  });

const textIn = (events: readonly Readonly<Record<string, unknown>>[]): string =>
  events.map((one) => asRecord(one.delta)?.text ?? '').join('');

describe.each(lanes)('[GW-5] a message that breaks off before the caller’s eyes, through the %s,', (lane) => {
  const [first, second] = [new ScriptedProvider(), new ScriptedProvider()];
  const [sick, sound] = [new Simulator(), new Simulator()];
  let gateway: TestGateway;
  let connections: readonly ReturnType<typeof connectionTo>[];

  beforeAll(async () => {
    const addresses = [await first.start(), await second.start()] as const;
    gateway = await startTestGateway({ lane, settings: { ...quickSettings, circuitFailures: 1_000 } });
    const models = [claude.model, newest.model];
    const common = { provider: 'anthropic', models };
    connections = [
      connectionTo('', { ...common, baseUrl: addresses[0], connectionId: firstId, name: 'first' }),
      connectionTo('', { ...common, baseUrl: addresses[1], connectionId: secondId, name: 'second' }),
    ];
    gateway.snapshot.addPrice(claude);
    gateway.snapshot.addPrice(newest);
    await gateway.runtime.tokens.warm();
  });
  afterAll(async () => {
    await gateway.stop();
    await Promise.all([first.stop(), second.stop()]);
  });
  beforeEach(() => {
    gateway.snapshot.setConnections(tenantId, connections);
    first.script = sick.script;
    second.script = sound.script;
    sick.clear();
    first.seen.length = second.seen.length = gateway.recorder.events.length = gateway.recorder.holds.length = 0;
  });

  async function ask(more: object = {}): Promise<{ readonly text: string; readonly events: Readonly<Record<string, unknown>>[] }> {
    const body = messagesBody({ stream: true, messages: [{ role: 'user', content: question }], ...more });
    const response = await send(gateway, { body });
    const text = await response.text();
    return { text, events: eventsOf(text) };
  }

  it.each(['cut', 'truncated', 'stall', 'error-event'] as const)('goes on at another connection (%s)', async (fault: FaultName) => {
    sick.order(fault);
    const { events } = await ask();
    expect(textIn(events)).toBe(whole);
    expect(events.filter(({ type }) => type !== 'content_block_delta' && type !== 'ping').map(({ type }) => type)).toEqual([
      'message_start',
      'content_block_start',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect([first.seen.length, second.seen.length]).toEqual([1, 1]);
    const asked = JSON.parse(second.last.body.toString());
    expect(asked.messages.length).toBe(2);
    expect(asked.messages[1]).toEqual({ role: 'assistant', content: expect.stringMatching(/^You said: .*\S$/) });
    expect(asked.max_tokens).toBeLessThan(100);
    const [event, ...more] = await gateway.recorder.untilEvents(1);
    expect(more).toEqual([]);
    expect(event).toMatchObject({ status: 'succeeded', connectionId: secondId, attempts: 2, usageSource: 'counted' });
    // The caller is told what is booked: both parts.
    const told = asRecord(events.find(({ type }) => type === 'message_delta')?.usage);
    expect(told?.output_tokens).toBe(event?.usage.output);
    expect(event?.usage.output).toBeGreaterThanOrEqual(10);
    expect(event?.usage.input).toBeGreaterThan(25);
    expect(event?.overrunNanoUsd).toBe(0n);
  });

  it('goes on at the same connection where there is no other', async () => {
    gateway.snapshot.setConnections(tenantId, connections.slice(0, 1));
    sick.order('cut', { times: 1 });
    expect(textIn((await ask()).events)).toBe(whole);
    expect(first.seen.length).toBe(2);
  });

  it('does not say white space twice', async () => {
    const begun = [messageStart(), event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })];
    first.script = answerStream([...begun, textDelta('One '), textDelta('two  ')], 'break', 10);
    second.script = answerStream([
      ...begun,
      textDelta('  three'),
      event('content_block_stop', { index: 0 }),
      messageDelta({ output_tokens: 4 }),
      messageStop,
    ]);
    expect(textIn((await ask()).events)).toBe('One two  three');
    expect(JSON.parse(second.last.body.toString()).messages[1].content).toBe('One two');
  });

  it('goes on with a tool after the text', async () => {
    const begun = [messageStart(), event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })];
    first.script = answerStream([...begun, textDelta('Let me see.')], 'break', 10);
    second.script = answerStream([
      messageStart(),
      event('content_block_start', { index: 0, content_block: { type: 'tool_use', id: 'a', name: 'look_up', input: {} } }),
      event('content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json: '{}' } }),
      event('content_block_stop', { index: 0 }),
      messageDelta({ output_tokens: 4 }, 'tool_use'),
      messageStop,
    ]);
    const { events } = await ask();
    expect(events.map(({ type, index }) => [type, index])).toEqual([
      ['message_start', undefined],
      ['content_block_start', 0],
      ['content_block_delta', 0],
      ['content_block_stop', 0],
      ['content_block_start', 1],
      ['content_block_delta', 1],
      ['content_block_stop', 1],
      ['message_delta', undefined],
      ['message_stop', undefined],
    ]);
  });

  it('ends with an error when the rest fails as well, and books what was said', async () => {
    sick.order('cut');
    second.script = failsWith(529, 'Overloaded');
    const { text, events } = await ask();
    expect(events.at(-1)?.type).toBe('error');
    expect(text).not.toContain('message_stop');
    expect(gateway.recorder.only).toMatchObject({
      status: 'failed',
      connectionId: firstId,
      attempts: 2,
      usageSource: 'counted',
      costState: 'priced',
    });
    expect(second.seen.length).toBe(1);
  });

  it('ends with an error when the rest is cut too, and books all that was said', async () => {
    sick.order('cut');
    sound.order('cut', { times: 1 });
    const { events } = await ask();
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'stream_interrupted' } });
    expect(whole.startsWith(textIn(events))).toBe(true);
    const { only } = gateway.recorder;
    expect(only).toMatchObject({ status: 'failed', connectionId: secondId, attempts: 2, usageSource: 'counted' });
  });

  it.each([
    ['the model takes no beginning', { model: newest.model }],
    ['the model thinks', { thinking: { type: 'enabled', budget_tokens: 1_024 }, max_tokens: 2_000 }],
    ['a schema is asked for', { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } }],
    ['nothing is left to say', { max_tokens: 1 }],
  ])('ends with an error where %s', async (_why, more) => {
    const begun = [messageStart(), event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })];
    first.script = answerStream([...begun, textDelta('{"half": ')], 'break', 10);
    const { events } = await ask(more);
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'stream_interrupted' } });
    expect(second.seen).toEqual([]);
    expect(gateway.recorder.only).toMatchObject({ status: 'failed', connectionId: firstId, attempts: 1 });
  });

  it('ends with an error in the middle of a tool’s arguments', async () => {
    sick.order('cut');
    const tools = [{ name: 'look_up', input_schema: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] } }];
    const { events } = await ask({ tools, messages: [{ role: 'user', content: 'Please look_up it' }] });
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'stream_interrupted' } });
    expect(second.seen).toEqual([]);
  });
});
