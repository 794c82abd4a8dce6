import { describe, expect, it } from 'vitest';
import type { AppError } from '#lib/core/errors.ts';
import { requestContext } from '#tests/gateway/support/request-context.ts';
import { readMessagesAsk } from '../../protocols/anthropic/read-messages-ask.ts';
import type { ConnectionTarget, ModelPrice } from '../../snapshot/snapshot.ts';
import { anthropic } from '../anthropic.ts';
import type { RequestContext, Target } from '../provider.ts';
import { boundMessage } from './bound-message.ts';
import { toAnthropicError } from './to-error.ts';
import { toAnthropicUsage } from './to-usage.ts';

const connection: ConnectionTarget = {
  connectionId: 'c',
  name: 'main',
  provider: 'anthropic',
  baseUrl: null,
  credential: 'sk-ant-secret',
  models: [],
};
const ask = (more = '', content = 'Hi') =>
  readMessagesAsk(Buffer.from(`{"model":"m","max_tokens":10,"messages":[{"role":"user","content":"${content}"}]${more}}`));

describe('toAnthropicUsage', () => {
  it('[COST-1] tells where the model ran, where that is charged', () => {
    const usage = { input_tokens: 1, output_tokens: 1 };
    expect(toAnthropicUsage({ ...usage, inference_geo: 'us' }).geo).toBe('us');
    expect(toAnthropicUsage({ ...usage, inference_geo: 'global' }).geo).toBe('global');
    for (const geo of ['not_available', null, undefined])
      expect(toAnthropicUsage({ ...usage, inference_geo: geo })).not.toHaveProperty('geo');
  });

  it('keeps fresh and cached tokens apart, as they come', () => {
    const raw = { input_tokens: 10, cache_read_input_tokens: 400, cache_creation_input_tokens: 100, output_tokens: 50 };
    expect(toAnthropicUsage(raw)).toEqual({ input: 10, cacheRead: 400, cacheWrite: 100, output: 50, reasoning: null });
  });

  it('adds up cache writes that are only told by their life', () => {
    const raw = { input_tokens: 1, output_tokens: 1, cache_creation: { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 4 } };
    expect(toAnthropicUsage(raw).cacheWrite).toBe(7);
  });

  it('tells zero from absent and believes no impossible number', () => {
    expect(toAnthropicUsage({ input_tokens: 0, output_tokens: 0 })).toMatchObject({
      input: 0,
      cacheRead: null,
      cacheWrite: null,
      output: 0,
    });
    for (const raw of [{}, '?', { input_tokens: -1, output_tokens: '12' }]) {
      expect(toAnthropicUsage(raw)).toEqual({ input: null, cacheRead: null, cacheWrite: null, output: null, reasoning: null });
    }
  });
});

describe('[GW-10] toAnthropicError', () => {
  const fault = (status: number, body: unknown, headers: Record<string, string> = {}): AppError =>
    toAnthropicError({ head: { status, headers }, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), connection });
  const said = (type: string, message = 'Because.') => ({ type: 'error', error: { type, message }, request_id: 'req_abc' });

  it.each([
    [400, 'invalid_request_error', 'provider_rejected'],
    [402, 'billing_error', 'provider_quota_exhausted'],
    [403, 'permission_error', 'provider_credentials_rejected'],
    [404, 'not_found_error', 'provider_rejected'],
    [413, 'request_too_large', 'provider_rejected'],
    [429, 'rate_limit_error', 'provider_rate_limited'],
    [504, 'timeout_error', 'provider_timeout'],
    [500, 'api_error', 'provider_error'],
    [529, 'overloaded_error', 'provider_overloaded'],
    [529, 'something_new', 'provider_overloaded'],
    [418, 'something_new', 'provider_rejected'],
    [302, 'something_new', 'provider_error'],
    [502, 'rate_limit_error', 'provider_rate_limited'],
  ])('makes of %i %s a %s', (status, type, code) => {
    expect(fault(status, said(type)).code).toBe(code);
  });

  it('keeps the provider’s words and, for logs, its id', () => {
    const error = fault(400, said('invalid_request_error', 'Too long'));
    expect(error.detail).toBe('The provider answered with status 400: Too long');
    expect(error.internal).toBe('anthropic answered 400 (req_abc): Too long');
    expect(fault(500, 'Bad day', { 'request-id': 'req_x' }).internal).toBe('anthropic answered 500 (req_x): Bad day');
    expect(fault(502, '<html>Bad gateway</html>').detail).toBe('The provider answered with status 502.');
  });

  it('never passes the credential on', () => {
    expect(fault(400, said('invalid_request_error', 'key sk-ant-secret is odd')).detail).toContain('key [redacted] is odd');
    expect(fault(401, said('authentication_error', 'sk-ant-secret')).detail).not.toContain('sk-ant-secret');
  });
});

describe('[COST-4] boundMessage', () => {
  const price = (more: Partial<ModelPrice> = {}): ModelPrice => ({
    versionId: 'v',
    provider: 'anthropic',
    model: 'm',
    contextWindowTokens: 200_000,
    tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 1_000_000n, cache_write: 1_250_000n, output: 2_000_000n } }],
    ...more,
  });

  it('bounds the input by its bytes at the dearest rate and the output by max_tokens', () => {
    const request = ask();
    const tokens = BigInt(request.size.bytes + 2_000 + 16);
    expect(boundMessage(request, price())).toMatchObject({ kind: 'exact', nanoUsd: tokens * 1_250n + 10n * 2_000n });
  });

  it('lets a large request exceed the listed window, because a beta header can', () => {
    const request = ask('', 'x'.repeat(500_000));
    expect(boundMessage(request, price()).nanoUsd).toBeGreaterThan(500_000n * 1_250n);
  });

  it('takes the window for what the request does not show, and calls it an estimate', () => {
    const bound = boundMessage(ask(',"tools":[{"type":"web_search_20250305","name":"web_search"}]'), price());
    expect(bound).toMatchObject({ kind: 'estimate', nanoUsd: 200_000n * 1_250n + 10n * 2_000n });
  });

  it('is zero without a price, and says so', () => {
    expect(boundMessage(ask(), undefined)).toMatchObject({ nanoUsd: 0n, kind: 'estimate' });
  });
});

describe('a request to Anthropic', () => {
  const spoken = anthropic.speaks.get('anthropic.messages');
  if (spoken === undefined) throw new Error('It speaks messages');
  const build = (more: Partial<ConnectionTarget> = {}, context: RequestContext = requestContext()) => {
    const target: Target = {
      connection: { ...connection, ...more },
      provider: anthropic,
      model: 'm',
      label: 'main/m',
      price: undefined,
      spoken,
      translation: null,
    };
    return spoken.buildRequest(ask(), target, context);
  };

  it('goes to the connection’s address, with or without the version at its end', () => {
    expect(build()).toMatchObject({ origin: 'https://api.anthropic.com', path: '/v1/messages', method: 'POST' });
    for (const baseUrl of ['http://10.0.0.1:8000/claude', 'http://10.0.0.1:8000/claude/v1/'])
      expect(build({ baseUrl })).toMatchObject({ origin: 'http://10.0.0.1:8000', path: '/claude/v1/messages' });
  });

  it('lists the models with the credential where Anthropic looks for it', () => {
    const listing = anthropic.listing?.request({
      address: 'https://proxy.example/claude/v1',
      credential: 'sk-ant-secret',
      settings: {},
      accessToken: null,
      now: 0,
    });
    expect(listing).toMatchObject({ origin: 'https://proxy.example', path: '/claude/v1/models?limit=1000', method: 'GET', body: null });
    expect(listing?.headers.slice(-2)).toEqual(['x-api-key', 'sk-ant-secret']);
  });

  it('names the version, and the features that the caller asks for', () => {
    expect(build().headers.join('\n')).toContain('anthropic-version\n2023-06-01\nx-api-key\nsk-ant-secret');
    const { headers } = build({}, requestContext({ 'anthropic-version': '2024-01-01', 'anthropic-beta': 'a,b' }));
    expect(headers.join('\n')).toContain('anthropic-version\n2024-01-01\nx-api-key\nsk-ant-secret\nanthropic-beta\na,b');
  });
});
