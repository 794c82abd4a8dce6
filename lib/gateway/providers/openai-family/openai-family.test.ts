import { describe, expect, it } from 'vitest';
import type { AppError } from '#lib/core/errors.ts';
import { requestContext } from '#tests/gateway/support/request-context.ts';
import { readChatAsk } from '../../protocols/openai/read-chat-ask.ts';
import { readEmbeddingsAsk } from '../../protocols/openai/read-embeddings-ask.ts';
import { readImagesAsk } from '../../protocols/openai/read-images-ask.ts';
import { readResponsesAsk } from '../../protocols/openai/read-responses-ask.ts';
import type { ConnectionTarget, ModelPrice } from '../../snapshot/snapshot.ts';
import type { Target } from '../provider.ts';
import { retryAfterSeconds } from '../shared/retry-after-seconds.ts';
import { boundChat } from './bound-chat.ts';
import { boundImages } from './bound-images.ts';
import { boundInputs } from './bound-inputs.ts';
import { boundResponses } from './bound-responses.ts';
import { defineOpenAiProvider } from './define-openai-provider.ts';
import { toOpenAiError } from './to-error.ts';
import { toResponsesUsage } from './to-responses-usage.ts';
import { toInputUsage, toOpenAiUsage } from './to-usage.ts';

const connection: ConnectionTarget = {
  connectionId: 'c',
  name: 'main',
  provider: 'openai',
  baseUrl: null,
  credential: 'sk-very-secret',
  models: [],
};
const fault = (status: number, body: unknown, headers: Record<string, string> = {}): AppError =>
  toOpenAiError({ head: { status, headers }, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), connection });
const words = (message: string, more: object = {}) => ({ error: { message, ...more } });

describe('toOpenAiUsage', () => {
  it('takes cached tokens out of the prompt', () => {
    const raw = {
      prompt_tokens: 1_000,
      completion_tokens: 50,
      prompt_tokens_details: { cached_tokens: 400, cache_write_tokens: 100 },
      completion_tokens_details: { reasoning_tokens: 30 },
    };
    expect(toOpenAiUsage(raw)).toEqual({ input: 500, cacheRead: 400, cacheWrite: 100, output: 50, reasoning: 30 });
  });

  it('tells zero from absent', () => {
    expect(toOpenAiUsage({ prompt_tokens: 0, completion_tokens: 0 })).toEqual({
      input: 0,
      cacheRead: null,
      cacheWrite: null,
      output: 0,
      reasoning: null,
    });
    expect(toOpenAiUsage({})).toEqual({ input: null, cacheRead: null, cacheWrite: null, output: null, reasoning: null });
    expect(toOpenAiUsage('?')).toEqual({ input: null, cacheRead: null, cacheWrite: null, output: null, reasoning: null });
  });

  it('believes no impossible number', () => {
    for (const value of [-1, 1.5, '12', 2 ** 31, null])
      expect(toOpenAiUsage({ prompt_tokens: value, completion_tokens: value })).toMatchObject({ input: null, output: null });
    expect(toOpenAiUsage({ prompt_tokens: 5, prompt_tokens_details: { cached_tokens: 9 } }).input).toBe(0);
  });

  it('understands DeepSeek', () => {
    expect(toOpenAiUsage({ prompt_tokens: 10, prompt_cache_hit_tokens: 4, completion_tokens: 1 })).toMatchObject({
      input: 6,
      cacheRead: 4,
    });
  });
});

describe('toResponsesUsage', () => {
  it('takes cached tokens out of the input, and tells zero from absent', () => {
    const raw = {
      input_tokens: 1_000,
      input_tokens_details: { cached_tokens: 400 },
      output_tokens: 50,
      output_tokens_details: { reasoning_tokens: 30 },
    };
    expect(toResponsesUsage(raw)).toEqual({ input: 600, cacheRead: 400, cacheWrite: null, output: 50, reasoning: 30 });
    expect(toResponsesUsage({ output_tokens: 0 })).toEqual({ input: null, cacheRead: null, cacheWrite: null, output: 0, reasoning: null });
    expect(toResponsesUsage(null).input).toBeNull();
  });
});

describe('toInputUsage', () => {
  it('knows that there is no output, and does not know what nobody told of the input', () => {
    expect(toInputUsage({ prompt_tokens: 7, total_tokens: 7 })).toMatchObject({ input: 7, output: 0 });
    expect(toInputUsage({ total_tokens: 7 })).toMatchObject({ input: 7, output: 0 });
    expect(toInputUsage({})).toMatchObject({ input: null, output: 0 });
  });
});

describe('[GW-10] toOpenAiError', () => {
  it.each([
    [400, 'provider_rejected'],
    [404, 'provider_rejected'],
    [413, 'provider_rejected'],
    [422, 'provider_rejected'],
    [401, 'provider_credentials_rejected'],
    [403, 'provider_credentials_rejected'],
    [402, 'provider_quota_exhausted'],
    [408, 'provider_timeout'],
    [504, 'provider_timeout'],
    [429, 'provider_rate_limited'],
    [500, 'provider_error'],
    [503, 'provider_error'],
    [302, 'provider_error'],
  ])('makes of %i a %s', (status, code) => {
    expect(fault(status, words('Because.')).code).toBe(code);
  });

  it('keeps the provider’s words in every shape it uses', () => {
    for (const body of [words('Too long'), { error: 'Too long' }, { message: 'Too long' }, { detail: 'Too long' }, 'Too long']) {
      expect(fault(400, body).detail).toBe('The provider answered with status 400: Too long');
    }
    expect(fault(502, '<html>Bad gateway</html>').detail).toBe('The provider answered with status 502.');
    expect(fault(400, words('x'.repeat(5_000))).detail.length).toBeLessThan(1_100);
  });

  it('names the parameter the provider named', () => {
    expect(fault(400, words('No', { param: 'messages.0.role' })).errors[0]?.pointer).toBe('/messages/0/role');
  });

  it('never passes the credential on', () => {
    expect(fault(400, words('key sk-very-secret is odd')).detail).toContain('key [redacted] is odd');
    const refused = fault(401, words('Incorrect API key provided: sk-very-secret'));
    expect(refused.detail).toBe('The provider refused the credential of the connection "main" (status 401).');
    expect(refused.internal).not.toContain('sk-very-secret');
  });

  it('knows an empty account from a fast caller', () => {
    expect(fault(429, words('You exceeded your quota', { code: 'insufficient_quota' }))).toMatchObject({
      code: 'provider_quota_exhausted',
      retryable: false,
    });
    expect(fault(429, words('Slow down'), { 'retry-after': '7' }).headers).toEqual({ 'retry-after': '7' });
    expect(fault(429, words('Slow down')).headers).toEqual({});
  });

  it('reads Retry-After as seconds and as a date', () => {
    const now = Date.parse('2026-11-21T10:00:00Z');
    expect(retryAfterSeconds('0.4', now)).toBe(1);
    expect(retryAfterSeconds('Sat, 21 Nov 2026 10:00:30 GMT', now)).toBe(30);
    expect(retryAfterSeconds('Sat, 21 Nov 2026 09:00:00 GMT', now)).toBe(0);
    expect(retryAfterSeconds('99999999', now)).toBe(86_400);
    for (const value of ['soon', '', undefined, '-5']) expect(retryAfterSeconds(value, now)).toBeUndefined();
  });
});

describe('[COST-4] boundChat', () => {
  const ask = (more = '', content = 'Hi') =>
    readChatAsk(Buffer.from(`{"model":"m","messages":[{"role":"user","content":"${content}"}]${more}}`));
  const price = (more: Partial<ModelPrice> = {}): ModelPrice => ({
    versionId: 'v',
    provider: 'p',
    model: 'm',
    contextWindowTokens: 100_000,
    tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 1_000_000n, output: 2_000_000n } }],
    ...more,
  });

  it('bounds the input by its bytes and the output by what is allowed, times the choices', () => {
    const request = ask(',"max_tokens":10,"n":3');
    const bound = boundChat(request, price());
    expect(bound).toMatchObject({ kind: 'exact', nanoUsd: BigInt(request.size.bytes + 16) * 1_000n + 30n * 2_000n });
  });

  it('takes the context window where nothing else bounds', () => {
    expect(boundChat(ask(), price()).nanoUsd).toBeGreaterThanOrEqual(100_000n * 2_000n);
    expect(boundChat(ask(), price({ contextWindowTokens: null }))).toMatchObject({ kind: 'estimate' });
    expect(boundChat(ask(',"max_tokens":1', 'x'.repeat(500_000)), price()).nanoUsd).toBe(100_000n * 1_000n + 2_000n);
    expect(boundChat(ask(',"max_tokens":1,"file_id":"f"'), price()).nanoUsd).toBe(100_000n * 1_000n + 2_000n);
  });

  it('takes the dearest rate that could apply', () => {
    const tiers = [
      { fromTokens: 0, picoUsdPerUnit: { input: 1_000_000n, cache_write: 1_250_000n, output: 2_000_000n } },
      { fromTokens: 50, picoUsdPerUnit: { input: 9_000_000n, output: 8_000_000n } },
      { fromTokens: 99_000, picoUsdPerUnit: { input: 99_000_000n, output: 99_000_000n } },
    ];
    const request = ask(',"max_tokens":1');
    expect(boundChat(request, price({ tiers })).nanoUsd).toBe(BigInt(request.size.bytes + 16) * 9_000n + 8_000n);
  });

  it('of responses is an estimate where the provider adds what only it sees', () => {
    const response = (more: string) => readResponsesAsk(Buffer.from(`{"model":"m","input":"Hi","max_output_tokens":1${more}}`));
    expect(boundResponses(response(''), price())).toMatchObject({ kind: 'exact' });
    const stateful = boundResponses(response(',"previous_response_id":"r"'), price());
    expect(stateful).toMatchObject({ kind: 'estimate', nanoUsd: 100_000n * 1_000n + 2_000n });
  });

  it('of many inputs is not held by the context window, which each of them has for itself', () => {
    const request = readEmbeddingsAsk(Buffer.from(JSON.stringify({ model: 'm', input: ['x'.repeat(90_000), 'y'.repeat(90_000)] })));
    expect(boundInputs(request, price())).toMatchObject({ kind: 'exact', nanoUsd: BigInt(request.size.bytes) * 1_000n });
    expect(boundInputs(request, undefined).nanoUsd).toBe(0n);
  });

  it('of pictures grows with their number, and is an estimate', () => {
    const pictures = (n: number) => readImagesAsk(Buffer.from(`{"model":"m","prompt":"A gate","n":${n}}`));
    const one = boundImages(pictures(1), price());
    expect(one.kind).toBe('estimate');
    expect(boundImages(pictures(3), price()).nanoUsd - one.nanoUsd).toBe(2n * 32_000n * 2_000n);
  });

  it('is zero without a price, and says so', () => {
    expect(boundChat(ask(), undefined)).toEqual({ nanoUsd: 0n, kind: 'estimate', because: 'the model has no price' });
  });
});

describe('buildRequest', () => {
  const provider = defineOpenAiProvider({ name: 'x', label: 'X', baseUrl: 'https://api.example.com/v1/' });
  const ask = readChatAsk(Buffer.from('{"model":"alias","messages":[{}],"stream":true}'));
  const spoken = provider.speaks.get('openai.chat_completions');
  if (spoken === undefined) throw new Error('It speaks chat completions');
  const target = (more: Partial<ConnectionTarget> = {}): Target => ({
    connection: { ...connection, ...more },
    provider,
    model: 'real',
    label: 'main/real',
    price: undefined,
    spoken,
    translation: null,
  });

  it('sends the spliced body to the connection’s address with its credential', () => {
    const request = spoken.buildRequest(ask, target({ baseUrl: 'http://10.0.0.1:8000/openai' }), requestContext({}, '00-x'));
    expect(request).toMatchObject({ origin: 'http://10.0.0.1:8000', path: '/openai/chat/completions', method: 'POST' });
    expect(request.headers.join('\n')).toContain('authorization\nBearer sk-very-secret\ntraceparent\n00-x');
    expect(request.body?.toString()).toBe('{"model":"real","messages":[{}],"stream":true,"stream_options":{"include_usage":true}}');
    expect(spoken.buildRequest(ask, target(), requestContext()).path).toBe('/v1/chat/completions');
  });

  it('refuses a credential that would break out of its header', () => {
    expect(() => spoken.buildRequest(ask, target({ credential: 'a\r\nhost: evil' }), requestContext())).toThrow(
      'provider_credentials_rejected',
    );
  });

  it('serves what its definition names, each at its own path, and free what is free', () => {
    const { speaks } = defineOpenAiProvider({
      name: 'z',
      label: 'Z',
      baseUrl: 'https://z.example/v1',
      serves: ['openai.embeddings', 'openai.moderations'],
      free: ['openai.moderations'],
    });
    expect([...speaks.keys()]).toEqual(['openai.chat_completions', 'openai.embeddings', 'openai.moderations']);
    expect(speaks.get('openai.embeddings')?.buildRequest(ask, target({ baseUrl: 'https://z.example/v1' }), requestContext()).path).toBe(
      '/v1/embeddings',
    );
    expect(speaks.get('openai.moderations')?.toUsage({ prompt_tokens: 9 })).toMatchObject({ input: 0, output: 0 });
    expect(speaks.get('openai.moderations')?.bound(ask, undefined)).toMatchObject({ nanoUsd: 0n, kind: 'exact' });
  });

  it('needs an address', () => {
    const homeless = defineOpenAiProvider({ name: 'y', label: 'Y', baseUrl: null });
    expect(() => homeless.speaks.get('openai.chat_completions')?.buildRequest(ask, target(), requestContext())).toThrow('no_connection');
  });
});
