import { describe, expect, it } from 'vitest';
import { requestContext } from '#tests/gateway/support/request-context.ts';
import type { Ask } from '../../protocols/protocol.ts';
import type { ConnectionTarget, ModelPrice } from '../../snapshot/snapshot.ts';
import { google } from '../google.ts';
import { boundEmbedding, boundGenerated } from './bound.ts';
import { toGoogleError } from './to-error.ts';
import { toEmbeddingUsage, toGoogleUsage } from './to-usage.ts';

const connection: ConnectionTarget = {
  connectionId: 'c',
  name: 'up',
  provider: 'google',
  baseUrl: null,
  credential: 'AIza-secret',
  models: [],
};
const ask = (more: Partial<Ask> = {}): Ask => ({
  model: 'g',
  streamed: false,
  usageRequested: true,
  outputTokensMax: 100,
  choices: 1,
  size: { bytes: 1_000, opaqueBytes: 0, parts: 1, media: 0, hasUnseenState: false },
  toBody: () => Buffer.from('{}'),
  text: () => '',
  ...more,
});
const price: ModelPrice = {
  provider: 'google',
  model: 'g',
  versionId: 'v',
  contextWindowTokens: 1_000_000,
  tiers: [
    { fromTokens: 0, picoUsdPerUnit: { input: 1_000n, output: 4_000n } },
    { fromTokens: 200_000, picoUsdPerUnit: { input: 2_000n, output: 6_000n } },
  ],
};

describe('[GW-3] usage of Google', () => {
  it('tells fresh, cached, thought and tool tokens apart', () => {
    const raw = {
      promptTokenCount: 100,
      cachedContentTokenCount: 40,
      toolUsePromptTokenCount: 7,
      candidatesTokenCount: 20,
      thoughtsTokenCount: 30,
      totalTokenCount: 157,
    };
    expect(toGoogleUsage(raw)).toEqual({ input: 67, cacheRead: 40, cacheWrite: null, output: 50, reasoning: 30 });
  });

  it('reads a zero that was left out, and does not invent one', () => {
    expect(toGoogleUsage({ promptTokenCount: 9, totalTokenCount: 9 })).toMatchObject({ input: 9, output: 0 });
    expect(toGoogleUsage({ promptTokenCount: 9, thoughtsTokenCount: 5, totalTokenCount: 14 })).toMatchObject({ output: 5, reasoning: 5 });
    expect(toGoogleUsage({ promptTokenCount: 9 })).toMatchObject({ input: 9, output: null });
    expect(toGoogleUsage({})).toMatchObject({ input: null, output: null });
    expect(toGoogleUsage({ promptTokenCount: -1, candidatesTokenCount: 1.5 })).toMatchObject({ input: null, output: null });
  });

  it('of embeddings has no output', () => {
    expect(toEmbeddingUsage({ promptTokenCount: 3 })).toMatchObject({ input: 3, output: 0 });
    expect(toEmbeddingUsage(null)).toMatchObject({ input: null, output: 0 });
  });
});

describe('[GW-3] the bound of a call to Google', () => {
  it('follows the bytes and the limit of the output', () => {
    expect(boundGenerated(ask(), price)).toMatchObject({ nanoUsd: 1_016n + 400n, kind: 'exact' });
    expect(boundGenerated(ask({ choices: 3 }), price).nanoUsd).toBe(1_016n + 1_200n);
    expect(boundGenerated(ask({ outputTokensMax: null }), price)).toMatchObject({ nanoUsd: 1_016n + 65_536n * 4n, kind: 'estimate' });
    expect(boundGenerated(ask(), undefined).nanoUsd).toBe(0n);
  });

  it('takes the whole window for what it cannot see, at the dearest tier', () => {
    const size = { ...ask().size, hasUnseenState: true };
    expect(boundGenerated(ask({ size }), price)).toMatchObject({ nanoUsd: 2_000_000n + 600n, kind: 'estimate' });
    expect(boundEmbedding(ask({ size: { ...size, parts: 2 } }), price).nanoUsd).toBe(4_000_000n);
    expect(boundEmbedding(ask(), price).nanoUsd).toBe(1_016n);
  });
});

describe('[GW-3] an error of Google', () => {
  const from = (status: number, error: object, headers: Record<string, string> = {}) =>
    toGoogleError({ head: { status, headers }, body: Buffer.from(JSON.stringify({ error })), connection });
  const info = (reason: string) => ({ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason });

  it.each([
    [
      'provider_credentials_rejected',
      400,
      { status: 'INVALID_ARGUMENT', message: 'API key not valid.', details: [info('API_KEY_INVALID')] },
    ],
    ['provider_credentials_rejected', 401, { status: 'UNAUTHENTICATED' }],
    ['provider_credentials_rejected', 403, { status: 'PERMISSION_DENIED' }],
    ['provider_rejected', 400, { status: 'INVALID_ARGUMENT' }],
    ['provider_rejected', 404, { status: 'NOT_FOUND' }],
    ['provider_quota_exhausted', 400, { status: 'FAILED_PRECONDITION', message: 'Please enable billing on your project.' }],
    ['provider_rejected', 400, { status: 'FAILED_PRECONDITION', message: 'User location is not supported.' }],
    ['provider_rate_limited', 429, { status: 'RESOURCE_EXHAUSTED' }],
    ['provider_error', 503, { status: 'UNAVAILABLE' }],
    ['provider_error', 500, { status: 'INTERNAL' }],
    ['provider_timeout', 504, { status: 'DEADLINE_EXCEEDED' }],
    ['provider_error', 502, {}],
  ] as const)('is %s for %i %o', (code, status, error) => {
    expect(from(status, error).code).toBe(code);
  });

  it('says how long to wait', () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '17.2s' }];
    expect(from(429, { status: 'RESOURCE_EXHAUSTED', details }).headers['retry-after']).toBe('18');
    expect(from(429, { status: 'RESOURCE_EXHAUSTED' }, { 'retry-after': '3' }).headers['retry-after']).toBe('3');
  });

  it('keeps Google’s words and fields, and not the credential', () => {
    const fieldViolations = [{ field: 'contents[0].parts[1].text', description: 'empty' }];
    const details = [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations }];
    const error = from(400, { status: 'INVALID_ARGUMENT', message: 'Bad AIza-secret', details });
    expect(error.detail).toContain('Bad [redacted]');
    expect(error.errors).toEqual([{ pointer: '/contents/0/parts/1/text', detail: 'empty' }]);
    expect(toGoogleError({ head: { status: 502, headers: {} }, body: Buffer.from('<html>'), connection }).detail).toBe(
      'The provider answered with status 502.',
    );
  });
});

describe('[GW-3] a request to Google', () => {
  const build = (model: string, more: Partial<ConnectionTarget> = {}, name = 'gemini.generate_content') => {
    const spoken = google.speaks.get(name);
    if (spoken === undefined) throw new Error(`Google does not speak ${name}`);
    const streamed = name.includes('stream');
    return spoken.buildRequest(
      ask({ streamed }),
      { connection: { ...connection, ...more }, provider: google, model, label: 'l', price, spoken, translation: null },
      requestContext(),
    );
  };

  it('has the model in its path and the key in a header', () => {
    const { origin, path, headers } = build('gemini-2.5-flash');
    expect(`${origin}${path}`).toBe('https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent');
    expect(headers[headers.indexOf('x-goog-api-key') + 1]).toBe('AIza-secret');
    expect(build('g', {}, 'gemini.stream_generate_content').path).toBe('/v1beta/models/g:streamGenerateContent?alt=sse');
    expect(build('tunedModels/a b', {}, 'gemini.count_tokens').path).toBe('/v1beta/tunedModels/a%20b:countTokens');
    expect(build('models/g?x=1').path).toBe('/v1beta/models/g%3Fx%3D1:generateContent');
  });

  it('asks for the models with the key in the same header', () => {
    const listing = google.listing?.('https://proxy.example', 'AIza-secret');
    expect(listing).toMatchObject({ origin: 'https://proxy.example', path: '/v1beta/models?pageSize=1000', method: 'GET', body: null });
    expect(listing?.headers.slice(-2)).toEqual(['x-goog-api-key', 'AIza-secret']);
  });

  it('takes a connection’s address, with or without a version', () => {
    expect(build('g', { baseUrl: 'https://proxy.example/gemini/' }).path).toBe('/gemini/v1beta/models/g:generateContent');
    expect(build('g', { baseUrl: 'https://proxy.example/v1' }).path).toBe('/v1/models/g:generateContent');
    expect(() => build('g', { credential: 'a\nb' })).toThrow('provider_credentials_rejected');
  });
});
