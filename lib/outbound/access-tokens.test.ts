import { expect, test } from 'vitest';
import { AccessTokens } from './access-tokens.ts';
import type { TokenExchange } from './provider-access.ts';
import { UpstreamFailure, type UpstreamTransport } from './upstream-exchange.ts';

const exchange: TokenExchange = {
  request: ({ credential }) => ({ origin: 'https://token.example', path: '/', method: 'POST', headers: [], body: Buffer.from(credential) }),
};
const owner = { connectionId: 'c', name: 'main', credential: 'secret-one' };

/** A token service that answers what it is told, when it is told. */
function service(seconds = 3600) {
  const state = { now: 1_000_000, asked: [] as string[], fail: null as null | number | UpstreamFailure, body: '' };
  const transport: UpstreamTransport = {
    open(request) {
      state.asked.push(String(request.body));
      const { fail } = state;
      const body = fail === null ? JSON.stringify({ access_token: `token-${state.asked.length}`, expires_in: seconds }) : state.body;
      return {
        head:
          fail instanceof UpstreamFailure
            ? Promise.reject(fail)
            : new Promise((resolve) => setImmediate(() => resolve({ status: fail ?? 200, headers: {} }))),
        read: (sink) => {
          sink.data(Buffer.from(body));
          sink.end();
        },
        pause: () => {},
        resume: () => {},
        abort: () => {},
      };
    },
    close: async () => {},
  };
  return { state, tokens: new AccessTokens(transport, { now: () => state.now }) };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

test('[GW-3] a token is asked for once, however many calls wait for it, and is at hand from then on', async () => {
  const { state, tokens } = service();
  expect(await Promise.all([tokens.get(owner, exchange), tokens.get(owner, exchange), tokens.get(owner, exchange)])).toEqual([
    'token-1',
    'token-1',
    'token-1',
  ]);
  expect(tokens.get(owner, exchange)).toBe('token-1');
  expect(state.asked).toEqual(['secret-one']);
});

test('[GW-3] it is renewed before it ends, by one exchange, while calls go on with the one before', async () => {
  const { state, tokens } = service();
  await tokens.get(owner, exchange);
  state.now += (3600 - 299) * 1000;
  expect([tokens.get(owner, exchange), tokens.get(owner, exchange)]).toEqual(['token-1', 'token-1']);
  await settled();
  expect(tokens.get(owner, exchange)).toBe('token-2');
  expect(state.asked).toHaveLength(2);
});

test('[GW-3] a renewal that fails is tried again later, and nobody notices as long as the token is good', async () => {
  const { state, tokens } = service();
  await tokens.get(owner, exchange);
  state.now += (3600 - 200) * 1000;
  state.fail = new UpstreamFailure('unreachable', false);
  expect(tokens.get(owner, exchange)).toBe('token-1');
  await settled();
  expect(tokens.get(owner, exchange)).toBe('token-1');
  await settled();
  expect(state.asked).toHaveLength(2);
  state.now += 10_000;
  expect(tokens.get(owner, exchange)).toBe('token-1');
  await settled();
  expect(state.asked).toHaveLength(3);
  state.now += 165_000;
  await expect(tokens.get(owner, exchange)).rejects.toMatchObject({ code: 'provider_unreachable' });
});

test('a short life is neither renewed at each call nor used to its last second', async () => {
  const { state, tokens } = service(60);
  await tokens.get(owner, exchange);
  state.now += 30_000;
  expect(tokens.get(owner, exchange)).toBe('token-1');
  await settled();
  expect(state.asked).toHaveLength(1);
  state.now += 25_000;
  expect(await tokens.get(owner, exchange)).toBe('token-2');
});

test('a replaced credential, another setting, and a token that the provider did not take, are exchanged anew', async () => {
  const { state, tokens } = service();
  await tokens.get(owner, exchange);
  expect(await tokens.get({ ...owner, credential: 'secret-two' }, exchange)).toBe('token-2');
  tokens.forget('c');
  expect(await tokens.get({ ...owner, credential: 'secret-two' }, exchange)).toBe('token-3');
  expect(state.asked).toEqual(['secret-one', 'secret-two', 'secret-two']);
  const there = { ...owner, credential: 'secret-two', settings: { cloud: 'china' } };
  expect(await tokens.get(there, exchange)).toBe('token-4');
  expect(tokens.get({ ...there, settings: { cloud: 'china' } }, exchange)).toBe('token-4');
});

test.each([
  [400, '{"error":"invalid_grant","error_description":"Invalid JWT Signature."}', 'provider_credentials_rejected'],
  [401, '{"error":"invalid_client"}', 'provider_credentials_rejected'],
  [503, 'Busy', 'provider_error'],
  [200, '{"no":"token"}', 'provider_error'],
  [200, '{"access_token":"a\\r\\nhost: evil"}', 'provider_error'],
  [429, '{"error":"slow_down"}', 'provider_error'],
])('a token service that answers %i %s is %s', async (status, body, code) => {
  const { state, tokens } = service();
  state.fail = status;
  state.body = body;
  const refused = tokens.get(owner, exchange);
  await expect(refused).rejects.toMatchObject({ code, detail: expect.stringContaining('"main"') });
  await expect(refused).rejects.not.toMatchObject({ detail: expect.stringContaining('secret-one') });
  state.fail = null;
  expect(await tokens.get(owner, exchange)).toBe('token-2');
});
