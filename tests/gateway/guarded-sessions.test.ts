import { afterEach, describe, expect, it } from 'vitest';
import { openRealtime, type RealtimeScene, type Session } from './support/realtime-scene.ts';
import { setGuardrails } from './support/with-guardrails.ts';
import { setPolicies } from './support/with-policies.ts';
import { setProtection } from './support/with-protection.ts';

let scene: RealtimeScene | undefined;
afterEach(async () => {
  await scene?.stop();
  scene = undefined;
});

async function openWith(set: (opened: RealtimeScene) => void): Promise<RealtimeScene> {
  scene = await openRealtime();
  set(scene);
  return scene;
}

const item = (text: string) => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
});
const typesSeen = ({ simulator }: RealtimeScene): string[] => simulator.last.received.map(({ data }) => JSON.parse(data.toString()).type);
const terms = (side: string, deny: string, type: string) => ({
  name: 'Words',
  definition: { side, check: { type: 'terms', deny: [deny] }, action: { type } },
});
const saidIn = (session: Session): string =>
  session.events.flatMap(({ type, delta }) => (type === 'response.output_text.delta' ? [String(delta)] : [])).join('');

/** Sends a message that is refused and one that is not; resolves to the code of the refusal. */
async function refusedThenPassed({ open }: RealtimeScene): Promise<unknown> {
  const session = open();
  await session.opened;
  session.send(item('Write to ada@example.com'));
  const { error } = await session.until('error');
  session.send(item('Write to Grace'));
  await session.until('conversation.item.added');
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : error;
}

describe('[GOV-2] [GOV-5] [GOV-1] what is written in a session', () => {
  it.each([
    [
      'a class of data',
      (opened: RealtimeScene) => setProtection(opened.gateway, { detection: { actions: { pii: { action: 'redact' } } } }),
      'policy_denied',
    ],
    ['a guardrail', (opened: RealtimeScene) => setGuardrails(opened.gateway, [terms('input', 'ada', 'block')]), 'guardrail_blocked'],
    [
      'a policy',
      (opened: RealtimeScene) =>
        void setPolicies(opened.gateway, [{ name: 'No addresses', actions: [{ type: 'redact', parameters: { patterns: ['email'] } }] }]),
      'policy_denied',
    ],
  ])('is refused by %s, one message at a time, and the session goes on', async (_name, set, code) => {
    const opened = await openWith(set);
    expect(await refusedThenPassed(opened)).toBe(code);
    expect(typesSeen(opened)).toEqual(['conversation.item.create']);
    expect(opened.simulator.last.received[0]?.data.toString()).toContain('Grace');
  });

  it('passes byte by byte where it is only noted, and gives the responses their class', async () => {
    const opened = await openWith(({ gateway }) => setProtection(gateway, {}));
    const session = opened.open();
    await session.opened;
    session.send(item('Write to ada@example.com'));
    session.send({ type: 'response.create' });
    await session.until('response.done');
    expect(opened.simulator.last.received[0]?.data.toString()).toBe(JSON.stringify(item('Write to ada@example.com')));
    expect(opened.gateway.recorder.events.at(-1)?.classification).toMatchObject({
      class: 'confidential',
      by: 'found',
      request: { email: 1 },
    });
  });

  it('is not sent on where it makes this a conversation that must go elsewhere', async () => {
    const levels = { confidential: { categories: ['pii'], handling_requirements: { geographic_restrictions: ['eu'] } } };
    const opened = await openWith(({ gateway }) => setProtection(gateway, { levels }));
    const session = opened.open();
    await session.opened;
    session.send(item('Write to ada@example.com'));
    session.send(item('Write to Grace'));
    // What was said stays said: the conversation keeps its class.
    expect(await session.until('error', 2)).toMatchObject({ error: { code: 'policy_denied' } });
    expect(typesSeen(opened)).toEqual([]);
  });

  it('sound cannot be read: a class that lets only pass what can be read has no sessions', async () => {
    const levels = { restricted: { categories: [], handling_requirements: { readable_only: true } } };
    const opened = await openWith(({ gateway }) => setProtection(gateway, { levels }));
    const headers = { authorization: `Bearer ${opened.gateway.key}` };
    const refused = opened.open({ headers: { ...headers, 'x-tollgate-data-class': 'restricted' } });
    await expect(refused.opened).rejects.toThrow('no text');
    expect(opened.simulator.sessions).toHaveLength(0);
    await opened.open({ headers }).opened;
  });
});

describe('[GOV-2] [GOV-5] [GOV-1] what is answered in a session', () => {
  it.each([
    [
      'a class of data',
      (opened: RealtimeScene) => setProtection(opened.gateway, { detection: { actions: { pii: { action: 'redact' } } } }),
    ],
    [
      'a policy',
      (opened: RealtimeScene) =>
        void setPolicies(opened.gateway, [
          { name: 'No addresses', actions: [{ type: 'redact', parameters: { patterns: ['email'], applies_to: 'answers' } }] },
        ]),
    ],
  ])('is told without what %s takes out, however it is cut', async (_name, set) => {
    const opened = await openWith(set);
    opened.simulator.pieces = ['Write to bob@ex', 'ample.com', ' at once'];
    const session = opened.open();
    await session.opened;
    session.send({ type: 'response.create' });
    await session.until('response.done');
    expect(saidIn(session)).toBe('Write to [EMAIL] at once');
    expect(opened.gateway.recorder.events.at(-1)).toMatchObject({ status: 'succeeded', protocol: 'openai.realtime' });
  });

  it('ends where a guardrail does not let it through; it is paid for, and the session goes on', async () => {
    const opened = await openWith(({ gateway }) => setGuardrails(gateway, [terms('output', 'project orion', 'block')]));
    opened.simulator.pieces = ['About project', ' Orion', ' and more'];
    opened.simulator.pauseMs = 10;
    const session = opened.open();
    await session.opened;
    session.send({ type: 'response.create' });
    expect(await session.until('error')).toMatchObject({ error: { code: 'guardrail_blocked' } });
    await session.until('response.done');
    expect(saidIn(session)).toBe('About project');
    expect(typesSeen(opened)).toContain('response.cancel');
    opened.simulator.pieces = ['Good', ' morning'];
    session.send({ type: 'response.create' });
    await session.until('response.done', 2);
    expect(saidIn(session)).toBe('About projectGood morning');
  });

  it('ends before what a class does not let out; nothing of it comes with the next', async () => {
    const opened = await openWith(({ gateway }) => setProtection(gateway, { detection: { actions: { pii: { action: 'block' } } } }));
    opened.simulator.pieces = ['Write to bob@ex', 'ample.com', ' at once'];
    opened.simulator.pauseMs = 10;
    const session = opened.open();
    await session.opened;
    session.send({ type: 'response.create' });
    expect(await session.until('error')).toMatchObject({ error: { code: 'policy_denied' } });
    await session.until('response.done');
    opened.simulator.pieces = ['Good', ' morning'];
    session.send({ type: 'response.create' });
    await session.until('response.done', 2);
    expect(saidIn(session)).toBe('Write to Good morning');
  });

  it('a session is not opened where a webhook would have to look at each answer', async () => {
    const check = { type: 'webhook', url: 'https://hook.example.com', on_failure: 'closed' };
    const opened = await openWith(({ gateway }) =>
      setGuardrails(gateway, [
        {
          name: 'Asked',
          definition: { side: 'output', check, action: { type: 'block' } },
          secret: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
        },
      ]),
    );
    await expect(opened.open().opened).rejects.toThrow('guardrail_unavailable');
    expect(opened.simulator.sessions).toHaveLength(0);
  });
});
