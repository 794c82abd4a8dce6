import { afterEach, describe, expect, test } from 'vitest';
import { ContentRules } from '#lib/content-log/content-rules.ts';
import { ContentKeeping, ContentRule } from '#lib/contracts/content-log.ts';
import type { ContentEntry } from '#lib/gateway/content/content-sink.ts';
import { redactContent } from '#lib/gateway/content/redact-content.ts';
import { chatBody, lanes, openScene, post, type Scene } from './support/call.ts';
import { answerJson, answerStream, chatCompletion, chunk, done } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';
import { setProtection } from './support/with-protection.ts';

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

const options = { scoreMin: 60 };
const keeping = (more: object) => ContentKeeping.parse({ level: 'full', ...more });
const rule = (more: object) => ContentRule.parse({ level: 'full', ...more });

async function sceneWith(lane: (typeof lanes)[number], rules: ContentRules): Promise<{ scene: Scene; kept: ContentEntry[] }> {
  const kept: ContentEntry[] = [];
  const scene = await openScene({ lane, settings: { streamEndMs: 200 }, stores: { contents: { add: (entry) => kept.push(entry) } } });
  stop = scene.stop;
  scene.gateway.snapshot.addTenant({ ...scene.gateway.snapshot.tenant(tenantId), tenantId, contentRules: rules });
  scene.provider.script = answerJson(chatCompletion());
  return { scene, kept };
}

/** A call is handed over once it has ended, which is a moment after its last byte. */
async function keptBy(kept: readonly ContentEntry[], count: number): Promise<ContentEntry | undefined> {
  await expect.poll(() => kept.length).toBe(count);
  return kept.at(-1);
}

describe.each(lanes)('[GOV-4] what is kept of calls, %s', (lane) => {
  test('request and answer as the caller sent and saw them, streams and refusals too', async () => {
    const { scene, kept } = await sceneWith(lane, new ContentRules(keeping({ retention_days: 7 })));
    const { gateway, provider } = scene;
    const body = chatBody({ seed: 1.5 });
    const answer = await (await post(gateway, { body })).text();
    const entry = await keptBy(kept, 1);
    expect(entry).toMatchObject({
      tenantId,
      callId: gateway.recorder.only.id,
      dataClass: null,
      keeping: { level: 'full', retention_days: 7 },
    });
    expect([entry?.request.body.toString(), entry?.answer.body.toString()]).toEqual([body, answer]);
    provider.script = answerStream([chunk({ content: 'Pa' }), chunk({ content: 'ris' }), chunk({}, 'stop'), done]);
    const stream = await (await post(gateway, { body: chatBody({ stream: true }) })).text();
    expect((await keptBy(kept, 2))?.answer.body.toString()).toBe(stream);
    const refused = await (await post(gateway, { body: chatBody({ model: 'nobody-has-this' }) })).text();
    expect((await keptBy(kept, 3))?.answer.body.toString()).toBe(refused);
  });

  test('what is too long ends at the limit, with its length as it was', async () => {
    const { scene, kept } = await sceneWith(lane, new ContentRules(keeping({})));
    const body = chatBody({ messages: [{ role: 'user', content: 'word '.repeat(200_000) }] });
    await (await post(scene.gateway, { body })).text();
    const entry = await keptBy(kept, 1);
    expect([entry?.request.body.length, entry?.request.bytes]).toEqual([256 * 1024, body.length]);
    // Nor does the end of it stay in memory until it is written.
    expect(entry?.request.body.buffer.byteLength).toBe(256 * 1024);
  });

  test('[GOV-2] no words of a call that ended before its class was known', async () => {
    const { scene, kept } = await sceneWith(lane, new ContentRules(keeping({})));
    setProtection(scene.gateway, { detection: { analyzer: { url: 'http://127.0.0.1:1', timeout_ms: 200 } } });
    expect((await post(scene.gateway)).status).toBe(403);
    expect(await keptBy(kept, 1)).toMatchObject({ keeping: { level: 'metadata' }, request: { body: Buffer.alloc(0) } });
  });

  test('nothing where no rule wants it, a share where one wants that, and more where the class of the call does', async () => {
    const levels = { restricted: { categories: ['financial'], handling_requirements: { access_logging: true, retention_period_days: 3 } } };
    const { scene, kept } = await sceneWith(
      lane,
      new ContentRules(keeping({ level: 'none' }), [rule({ data_class: 'internal', sample_percent: 0 })]),
    );
    setProtection(scene.gateway, { levels });
    await (await post(scene.gateway)).text();
    await (await post(scene.gateway, { headers: { 'x-tollgate-data-class': 'internal' } })).text();
    await (await post(scene.gateway, { body: chatBody({ messages: [{ role: 'user', content: '4111 1111 1111 1111' }] }) })).text();
    expect(await keptBy(kept, 1)).toMatchObject({
      ...{ dataClass: 'restricted', keeping: { level: 'metadata', retention_days: 3 } },
      ...{ request: { body: Buffer.alloc(0) }, answer: { body: Buffer.alloc(0) } },
    });
  });
});

describe('[GOV-4] rules and redaction', () => {
  test('the rule for a team and a class goes before that for the team, and that before the one for the class', () => {
    const rules = new ContentRules(keeping({ level: 'metadata' }), [
      { ...rule({ data_class: 'restricted', level: 'none' }) },
      { ...rule({ level: 'redacted', data_class: 'public' }), team_id: 'a', data_class: null },
      { ...rule({ level: 'full', data_class: 'restricted' }), team_id: 'a' },
    ]);
    const levelOf = (team: string | null, level: 'public' | 'restricted' | null) =>
      rules.of({ teamId: team, departmentId: null }, level, null).level;
    expect([levelOf(null, null), levelOf('b', 'public'), levelOf('b', 'restricted')]).toEqual(['metadata', 'metadata', 'none']);
    expect([levelOf('a', null), levelOf('a', 'public'), levelOf('a', 'restricted')]).toEqual(['redacted', 'redacted', 'full']);
    expect(new ContentRules().isEmpty).toBe(true);
  });

  test('what is found goes, in JSON, in pieces of a stream, and where the text was cut off in its middle', () => {
    const clean = (text: string): string => redactContent(Buffer.from(text), options).toString();
    expect(clean('{"a":"ada@example.com","n":1.50}')).toBe('{"a":"[EMAIL]","n":1.50}');
    expect(clean('{"a":"4111 1111 1111 1111 and ada@exam')).toBe('{"a":"[CREDIT_CARD] and ada@exam');
    const stream = clean(['4111 ', '1111 1111', ' 1111', ' ok'].map((content) => chunk({ content })).join('') + chunk({}, 'stop') + done);
    expect(stream).not.toContain('1111');
    expect(stream).toContain('[CREDIT_CARD]');
    expect(stream).toContain('[DONE]');
  });
});
