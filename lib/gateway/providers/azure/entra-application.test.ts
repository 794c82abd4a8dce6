import { expect, test } from 'vitest';
import { probeConnection } from '#lib/connections/probe-connection.ts';
import { createAddressPolicy, type UpstreamRequest, type UpstreamTransport } from '#lib/outbound/index.ts';
import { requestContext } from '#tests/gateway/support/request-context.ts';
import { readChatAsk } from '../../protocols/openai/read-chat-ask.ts';
import { azure } from '../azure.ts';
import { azureCredentialForm, entraExchange } from './entra-application.ts';

const tenant = '11111111-2222-3333-4444-555555555555';
const client = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeee1234';
const application = `${tenant}:${client}:s3cr3t~with:colon`;

test('[GW-3] a key and an application are told apart, and told by what is no secret', () => {
  expect(azureCredentialForm.read('0123456789abcdef')).toEqual({ credential: '0123456789abcdef', hint: 'cdef' });
  expect(azureCredentialForm.read(application)).toEqual({ credential: application, hint: '1234' });
  expect([application, '0123456789abcdef'].map((credential) => entraExchange.isFor?.(credential))).toEqual([true, false]);
});

test.each([
  [`acme:${client}:x`, 'no tenant id'],
  [`${tenant}:acme:x`, 'no client id'],
  [`${tenant}:${client}`, 'client secret is missing'],
  [`${tenant}:${client}:a b`, 'no spaces'],
])('%s is refused', (text, words) => {
  expect(azureCredentialForm.read(text)).toEqual({ fault: expect.stringContaining(words) });
});

test.each([
  [{}, 'https://login.microsoftonline.com', 'https://cognitiveservices.azure.com/.default'],
  [{ cloud: 'usgovernment' }, 'https://login.microsoftonline.us', 'https://cognitiveservices.azure.us/.default'],
])('an application signs in at its cloud (%j)', (settings, origin, scope) => {
  const request = entraExchange.request({ credential: application, settings, now: 0 });
  expect(request).toMatchObject({ origin, path: `/${tenant}/oauth2/v2.0/token`, method: 'POST' });
  expect(Object.fromEntries(new URLSearchParams(String(request.body)))).toEqual({
    grant_type: 'client_credentials',
    client_id: client,
    client_secret: 's3cr3t~with:colon',
    scope,
  });
});

test('[GW-3] calls of an application carry its token and never its secret', () => {
  const spoken = azure.speaks.get('openai.chat_completions');
  if (spoken === undefined) throw new Error('It speaks chat completions');
  const connection = {
    connectionId: 'c',
    name: 'a',
    provider: 'azure',
    baseUrl: 'https://acme.openai.azure.com',
    credential: application,
    models: [],
  };
  const target = { connection, provider: azure, model: 'gpt-4o', label: 'a/gpt-4o', price: undefined, spoken, translation: null };
  const ask = readChatAsk(Buffer.from('{"model":"gpt-4o","messages":[{}]}'));
  const { headers } = spoken.buildRequest(ask, target, { ...requestContext(), accessToken: 'token-1' });
  expect(headers.slice(-2)).toEqual(['authorization', 'Bearer token-1']);
  expect(headers.join(' ')).not.toContain('s3cr3t');
});

test('[GW-3] a test of the connection signs the application in first', async () => {
  const asked: UpstreamRequest[] = [];
  const answers = ['{"access_token":"token-1","expires_in":3599}', '{"data":[{"id":"gpt-4o"}]}'];
  const transport: UpstreamTransport = {
    open(request) {
      const body = answers[asked.push(request) - 1] ?? '';
      return {
        head: Promise.resolve({ status: 200, headers: {} }),
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
  const probe = { provider: azure, baseUrl: 'https://acme.openai.azure.com', credential: application, models: [], settings: {} };
  expect(await probeConnection({ policy: createAddressPolicy([]), transport }, probe)).toMatchObject({ ok: true, models: ['gpt-4o'] });
  expect(asked.map(({ origin, path }) => origin + path)).toEqual([
    `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`,
    'https://acme.openai.azure.com/openai/v1/models',
  ]);
  expect(asked[1]?.headers.slice(-2)).toEqual(['authorization', 'Bearer token-1']);
});
