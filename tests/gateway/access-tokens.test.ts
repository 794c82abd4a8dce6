import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claudeAnswer } from './contracts/anthropic.ts';
import { messagesBody, send } from './support/anthropic.ts';
import { lanes } from './support/call.ts';
import { answerJson, type ProviderScript, ScriptedProvider, wait } from './support/scripted-provider.ts';
import { startTestGateway, type TestGateway, tenantId } from './support/test-gateway.ts';
import { vertexConnection } from './support/vertex-connection.ts';

const model = 'claude-sonnet-4-5@20250929';

describe.each(lanes)('[GW-3] tokens for a credential behind the %s', (lane) => {
  let gateway: TestGateway;
  let provider: ScriptedProvider;
  let grants = 0;
  /** What the token service answers; the number of the grant is the token. */
  let grant: (count: number) => ProviderScript;
  let answer: ProviderScript;

  beforeEach(async () => {
    provider = new ScriptedProvider();
    grants = 0;
    grant = (count) => answerJson(JSON.stringify({ access_token: `token-${count}`, expires_in: 3600 }));
    answer = answerJson(claudeAnswer);
    const address = await provider.start();
    provider.script = (response, seen) => {
      if (seen.path !== '/token') return answer(response, seen);
      grants += 1;
      return grant(grants)(response, seen);
    };
    gateway = await startTestGateway({ lane });
    gateway.snapshot.setConnections(tenantId, [vertexConnection(address, { models: [model] })]);
    await gateway.runtime.tokens.warm();
  });
  afterEach(async () => {
    await gateway.stop();
    await provider.stop();
  });

  const call = () => send(gateway, { body: messagesBody({ model }) });
  const authorizations = () => provider.seen.filter(({ path }) => path !== '/token').map(({ headers }) => headers.authorization);

  it('are asked for once by calls that come together, and not again', async () => {
    grant = (count) => async (response, seen) => {
      await wait(50);
      await answerJson(JSON.stringify({ access_token: `token-${count}`, expires_in: 3600 }))(response, seen);
    };
    const together = await Promise.all(Array.from({ length: 10 }, call));
    expect(together.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect((await call()).status).toBe(200);
    expect([grants, new Set(authorizations())]).toEqual([1, new Set(['Bearer token-1'])]);
  });

  it('are given up when the provider does not take one', async () => {
    expect((await call()).status).toBe(200);
    answer = answerJson('{"error":{"code":401,"message":"Expired","status":"UNAUTHENTICATED"}}', 401);
    expect((await call()).status).toBe(502);
    answer = answerJson(claudeAnswer);
    expect((await call()).status).toBe(200);
    expect(authorizations()).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
  });

  it.each([
    [400, '{"error":"invalid_grant","error_description":"Invalid JWT Signature."}', 'provider_credentials_rejected', 502],
    [500, 'Oops', 'provider_error', 502],
  ])('that cannot be had (%i) are an error of the call, which is not made and costs nothing', async (status, body, code, ours) => {
    grant = () => answerJson(body, status);
    const response = await call();
    const text = await response.text();
    expect([response.status, text.includes('PRIVATE KEY')]).toEqual([ours, false]);
    expect(authorizations()).toEqual([]);
    expect(gateway.recorder.only).toMatchObject({ errorCode: code, costState: 'not_billed', costNanoUsd: 0n });
    // The next call tries anew.
    grant = (count) => answerJson(JSON.stringify({ access_token: `token-${count}`, expires_in: 3600 }));
    expect((await call()).status).toBe(200);
  });

  it('do not keep a call beyond its time', async () => {
    grant = () => () => {};
    const response = await send(gateway, { body: messagesBody({ model }), headers: { 'x-tollgate-timeout': '0.3' } });
    expect(response.status).toBe(504);
    expect(authorizations()).toEqual([]);
  });
});
