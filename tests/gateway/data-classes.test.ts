import { afterEach, describe, expect, test } from 'vitest';
import { chatBody, errorOf, lanes, openScene, post, type Scene } from './support/call.ts';
import { answerJson, answerStream, chatCompletion, chunk, ScriptedProvider } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';
import { setPolicies } from './support/with-policies.ts';
import { setProtection } from './support/with-protection.ts';

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

async function sceneWith(lane: (typeof lanes)[number], settings: Parameters<typeof setProtection>[1]): Promise<Scene> {
  const scene = await openScene({ lane, settings: { streamEndMs: 200 } });
  stop = scene.stop;
  setProtection(scene.gateway, settings);
  scene.provider.script = answerJson(chatCompletion());
  return scene;
}

const prompt = (content: string, more: object = {}) => chatBody({ messages: [{ role: 'user', content }], ...more });
const redactAll = Object.fromEntries(['pii', 'phi', 'financial', 'secrets'].map((category) => [category, { action: 'redact' }]));

describe.each(lanes)('[GOV-2] classes of data, %s', (lane) => {
  test('[GW-8] what is found is sent as a token, and comes back in the answer; every other byte stays', async () => {
    const { gateway, provider } = await sceneWith(lane, { detection: { actions: redactAll } });
    provider.script = answerJson(chatCompletion('Dear <EMAIL_1>, <CREDIT_CARD_1> and <EMAIL_2> are not <PHONE_1>'));
    const body =
      '{"model":"gpt-4o-mini",  "messages":[{"role":"user","content":"H\\u00e9 ada@example.com, 4111 1111 1111 1111, ada@example.com"}],"seed":1.0}';
    const response = await post(gateway, { body });
    expect(provider.last.body.toString()).toBe(
      body.replace('H\\u00e9 ada@example.com, 4111 1111 1111 1111, ada@example.com', 'Hé <EMAIL_1>, <CREDIT_CARD_1>, <EMAIL_1>'),
    );
    const text = await response.text();
    expect(text).toContain('Dear ada@example.com, 4111 1111 1111 1111 and <EMAIL_2> are not');
    expect(gateway.recorder.only.classification).toEqual({
      ...{ class: 'restricted', by: 'found', action: 'redacted' },
      ...{ request: { email: 2, credit_card: 1 }, answer: {} },
    });
  });

  test('bytes are the caller’s and the provider’s where nothing is found', async () => {
    const { gateway, provider } = await sceneWith(lane, { detection: { scope: 'requests', actions: redactAll } });
    const answer = '{ "id":"x","choices":[{"message":{"content":"Mail ada@example.com"} ,"index":0,"finish_reason":"stop"}],"n":1.50}';
    provider.script = answerJson(answer);
    const body = ` {"model":"gpt-4o-mini" ,"messages":[{"role":"user","content":"H\\u00e9"}],"seed":1.0}`;
    expect(await (await post(gateway, { body })).text()).toBe(answer);
    expect(provider.last.body.toString()).toBe(body);
    expect(gateway.recorder.only.classification).toBeUndefined();
  });

  test('a blocked category refuses the call before anything is sent, and says what it was, not its value', async () => {
    const { gateway, provider } = await sceneWith(lane, { detection: { actions: { secrets: { action: 'block' } } } });
    const refused = await post(gateway, { body: prompt(`Why does AKIAIOSFODNN7EXAMPLE not work?`) });
    const error = await errorOf(refused);
    expect([refused.status, error.code, refused.headers.get('x-should-retry')]).toEqual([403, 'policy_denied', 'false']);
    expect(error.message).toContain('aws_access_key');
    expect(error.message).not.toContain('AKIA');
    expect(provider.seen).toHaveLength(0);
    expect(gateway.recorder.only).toMatchObject({
      ...{ status: 'refused', costNanoUsd: 0n },
      classification: { class: 'restricted', action: 'blocked', request: { aws_access_key: 1 } },
    });
  });

  test('a blocked category in an answer refuses the answer, which is billed; a stream breaks off before it', async () => {
    const { gateway, provider } = await sceneWith(lane, { detection: { actions: { financial: { action: 'block' } } } });
    provider.script = answerJson(chatCompletion('Use 4111 1111 1111 1111 for it'));
    const refused = await post(gateway);
    expect([refused.status, (await errorOf(refused)).code]).toEqual([403, 'policy_denied']);
    expect(gateway.recorder.only).toMatchObject({
      status: 'failed',
      usageSource: 'provider',
      classification: { answer: { credit_card: 1 } },
    });
    expect(provider.seen).toHaveLength(1);
    provider.script = answerStream(['Use ', '4111 1111 ', '1111 1111 for', ' it'].map((content) => chunk({ content })));
    const stream = await (await post(gateway, { body: chatBody({ stream: true }) })).text();
    expect(stream).toContain('"Use "');
    expect(stream).toContain('policy_denied');
    expect(stream).not.toContain('1111 1111');
    expect(stream).not.toContain('[DONE]');
  });

  test('[ORG-2] a call is of the class that the security level around it says, whatever its caller says', async () => {
    const { gateway } = await sceneWith(lane, { parts: { classOfPlace: (placeId) => (placeId === null ? 'confidential' : null) } });
    for (const header of [{}, { 'x-tollgate-data-class': 'public' }])
      expect((await post(gateway, { body: prompt('Hello'), headers: header })).status).toBe(200);
    const place = { class: 'confidential', by: 'place', action: 'none' };
    expect(gateway.recorder.events.map(({ classification }) => classification)).toMatchObject([place, place]);
    await post(gateway, { body: prompt('Hello'), headers: { 'x-tollgate-data-class': 'restricted' } });
    expect(gateway.recorder.events.at(-1)?.classification).toMatchObject({ class: 'restricted', by: 'header' });
  });

  test('a caller can raise the class of a call and not lower it; policies and routes see what came of it', async () => {
    const { gateway } = await sceneWith(lane, { detection: {} });
    setPolicies(gateway, [
      { name: 'No secrets', conditions: [{ field: 'data_class', operator: 'equals', value: 'restricted' }], actions: [{ type: 'deny' }] },
    ]);
    const classOf = async (content: string, header?: string) => {
      const response = await post(gateway, {
        body: prompt(content),
        ...(header === undefined ? {} : { headers: { 'x-tollgate-data-class': header } }),
      });
      return [response.status, gateway.recorder.events.at(-1)?.classification?.class, gateway.recorder.events.at(-1)?.classification?.by];
    };
    expect(await classOf('Hello')).toEqual([200, undefined, undefined]);
    expect(await classOf('Hello', 'internal')).toEqual([200, 'internal', 'header']);
    expect(await classOf('ada@example.com', 'public')).toEqual([200, 'confidential', 'found']);
    expect(await classOf('4111 1111 1111 1111', 'public')).toEqual([403, 'restricted', 'found']);
    expect(await classOf('Hello', 'restricted')).toEqual([403, 'restricted', 'header']);
    expect((await classOf('Hello', 'secret'))[0]).toBe(400);
  });

  test('[GOV-3] a class that is bound to regions reaches only those, by HTTPS where it wants that', async () => {
    const levels = { confidential: { categories: ['pii'], handling_requirements: { geographic_restrictions: ['eu'] } } };
    const inEurope = '01936b1e-7a00-7000-8000-0000000000e1';
    const regionOf = (id: string) => (id === inEurope ? 'eu' : 'us');
    const { gateway, provider } = await sceneWith(lane, { levels, parts: { regionOf } });
    const address = `http://127.0.0.1:${provider.port}/v1`;
    const elsewhere = connectionTo(address);
    const refused = await post(gateway, { body: prompt('ada@example.com') });
    expect([refused.status, (await errorOf(refused)).message]).toEqual([403, expect.stringContaining('go only to connections in eu')]);
    gateway.snapshot.setConnections(tenantId, [elsewhere, connectionTo(address, { connectionId: inEurope, name: 'europe' })]);
    expect((await post(gateway, { body: prompt('ada@example.com') })).headers.get('x-tollgate-target')).toBe('europe/gpt-4o-mini');
    expect((await post(gateway, { body: prompt('Hello') })).headers.get('x-tollgate-target')).toBe('upstream/gpt-4o-mini');
    setProtection(gateway, { levels: { confidential: { categories: ['pii'], handling_requirements: { encryption_required: true } } } });
    const plain = await post(gateway, { body: prompt('ada@example.com') });
    expect((await errorOf(plain)).message).toContain('over HTTPS');
  });

  test('a class that needs an approval is refused where none can be asked for', async () => {
    const levels = { restricted: { categories: ['phi'], handling_requirements: { approval_required: true } } };
    const { gateway, provider } = await sceneWith(lane, { levels });
    const refused = await post(gateway, { body: prompt('Patient NHS 943 476 5919') });
    expect([refused.status, (await errorOf(refused)).code]).toEqual([403, 'approval_required']);
    expect(provider.seen).toHaveLength(0);
  });

  test('a category leads to a model of its own, whatever route the caller names', async () => {
    const { gateway, provider } = await sceneWith(lane, { detection: { actions: { phi: { action: 'route', route: 'gpt-4o' } } } });
    const tenant = gateway.snapshot.tenant(tenantId);
    const connections = (tenant?.connections ?? []).map((one) => ({ ...one, models: ['gpt-4o', 'gpt-4o-mini'] }));
    gateway.snapshot.setConnections(tenantId, connections);
    const response = await post(gateway, { body: prompt('Patient NHS 943 476 5919'), headers: { 'x-tollgate-route': 'gpt-4o-mini' } });
    expect([response.status, response.headers.get('x-tollgate-target')]).toEqual([200, 'upstream/gpt-4o']);
    expect(JSON.parse(provider.last.body.toString()).model).toBe('gpt-4o');
    expect(gateway.recorder.only.classification).toMatchObject({ action: 'routed', request: { uk_nhs: 1 } });
  });

  test('an analyzer of one’s own finds names; without it calls go on or are refused, as was chosen', async () => {
    const analyzer = new ScriptedProvider();
    const url = (await analyzer.start()).replace(/\/v1$/, '');
    const found = { entity_type: 'PERSON', start: 7, end: 19, score: 0.85 };
    analyzer.script = (response, { body }) => {
      const { text } = JSON.parse(body.toString());
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(text.startsWith('😀 I am ') ? [found] : []));
    };
    const withAnalyzer = (more: object) => ({ detection: { actions: redactAll, analyzer: { url, ...more } } });
    const { gateway, provider } = await sceneWith(lane, withAnalyzer({}));
    const content = '😀 I am Ada Lovelace, ada@example.com';
    expect((await post(gateway, { body: prompt(content) })).status).toBe(200);
    expect(analyzer.last.path).toBe('/analyze');
    expect(JSON.parse(analyzer.last.body.toString())).toMatchObject({ language: 'en', entities: ['PERSON', 'LOCATION'] });
    expect(JSON.parse(provider.last.body.toString()).messages[0].content).toBe('😀 I am <PERSON_1>, <EMAIL_1>');
    await analyzer.stop();
    const refused = await post(gateway, { body: prompt(content) });
    expect([refused.status, (await errorOf(refused)).code]).toEqual([403, 'policy_denied']);
    setProtection(gateway, withAnalyzer({ on_failure: 'pass', timeout_ms: 200 }));
    expect((await post(gateway, { body: prompt(content) })).status).toBe(200);
    expect(JSON.parse(provider.last.body.toString()).messages[0].content).toBe('😀 I am Ada Lovelace, <EMAIL_1>');
  });

  test('requests that are hard to read are answered as ever, and large ones do not hold up others', async () => {
    const { gateway, provider } = await sceneWith(lane, { detection: { actions: redactAll } });
    const deep = `${'['.repeat(5_000)}"ada@example.com"${']'.repeat(5_000)}`;
    for (const body of [
      `{"model":"gpt-4o-mini","messages":[{"role":"user","content":"\\ud800 ada@example.com"}],"x":${deep}}`,
      prompt('x'),
    ]) {
      expect([200, 400]).toContain((await post(gateway, { body })).status);
    }
    const invalid = Buffer.concat([
      Buffer.from('{"model":"gpt-4o-mini","messages":[{"role":"user","content":"'),
      Buffer.from([0xff, 0xc3, 0x28]),
      Buffer.from(' ada@example.com"}]}'),
    ]);
    expect([200, 400]).toContain((await post(gateway, { body: invalid })).status);
    const large = prompt(`${'The weather stays cold and rainy there. '.repeat(50_000)} ada@example.com`);
    const started = post(gateway, { body: large });
    const startedAt = performance.now();
    expect((await post(gateway, { body: prompt('Hello') })).status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect((await started).status).toBe(200);
    expect(provider.last.body.toString()).not.toContain('ada@example.com');
    expect(gateway.recorder.events.at(-1)?.classification).toMatchObject({ request: { email: 1 } });
  });
});
