import { expect, test } from 'vitest';
import { google } from '#lib/gateway/providers/google.ts';
import { createAddressPolicy, type UpstreamRequest, type UpstreamTransport } from '#lib/outbound/index.ts';
import { probeConnection } from './probe-connection.ts';

/** Answers every request alike and keeps what it was asked. */
function answering(status: number, body: string): { readonly asked: UpstreamRequest[]; readonly transport: UpstreamTransport } {
  const asked: UpstreamRequest[] = [];
  const transport: UpstreamTransport = {
    open(request) {
      asked.push(request);
      return {
        head: Promise.resolve({ status, headers: {} }),
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
  return { asked, transport };
}

const probe = { provider: google, baseUrl: null, credential: 'AIza-secret', models: ['gemini-2.5-flash'], settings: {} };
const policy = createAddressPolicy([]);

test('[GW-3] a provider that lists its models in its own way is asked in that way', async () => {
  const { asked, transport } = answering(200, '{"models":[{"name":"models/gemini-2.5-flash"}]}');
  expect(await probeConnection({ policy, transport }, probe)).toMatchObject({ ok: true, models: ['gemini-2.5-flash'] });
  expect(asked.map(({ origin, path }) => origin + path)).toEqual(['https://generativelanguage.googleapis.com/v1beta/models?pageSize=1000']);
  expect(asked[0]?.headers).toContain('x-goog-api-key');
  expect(asked[0]?.headers).not.toContain('authorization');
});

test('[GW-3] it is not called in OpenAI’s way where it has no list', async () => {
  const { asked, transport } = answering(404, '{"error":{"message":"No AIza-secret here"}}');
  expect(await probeConnection({ policy, transport }, probe)).toMatchObject({
    ok: false,
    message: expect.stringContaining('No [credential] here'),
  });
  expect(asked).toHaveLength(1);
});
