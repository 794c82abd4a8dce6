import { describe, expect, it } from 'vitest';
import { AppError, type ErrorCode } from '#lib/core/errors.ts';
import { UpstreamFailure } from '#lib/outbound/index.ts';
import { faultKind, healthAfter } from './fault-kind.ts';

const kindOf = (code: ErrorCode, status: number | null = null, cause?: unknown) => faultKind(new AppError(code, { cause }), status);

describe('[GW-5] the kind of a fault', () => {
  it('tells what speaks of the request from what speaks of the target', () => {
    expect(kindOf('provider_rejected', 400)).toBe('request');
    expect(kindOf('provider_rejected', 404)).toBe('not_served');
    expect(kindOf('provider_rate_limited', 429)).toBe('rate_limited');
    expect(kindOf('provider_error', 503)).toBe('server_error');
    expect(kindOf('provider_overloaded', 529)).toBe('server_error');
    expect(kindOf('provider_error', 200)).toBe('unusable');
    expect(kindOf('provider_error', 302)).toBe('unusable');
    expect(kindOf('provider_timeout')).toBe('silent');
    expect(kindOf('provider_unreachable')).toBe('unreachable');
    expect(kindOf('stream_interrupted', 200)).toBe('cut');
    for (const code of ['provider_credentials_rejected', 'provider_quota_exhausted', 'address_not_allowed', 'no_connection'] as const) {
      expect(kindOf(code)).toBe('not_served');
    }
  });

  it('tells a connection that broke before the answer from one that broke within it', () => {
    const reset = new UpstreamFailure('reset', true);
    expect(kindOf('provider_error', null, reset)).toBe('reset');
    expect(kindOf('provider_error', 200, reset)).toBe('cut');
    expect(kindOf('provider_error', null, new UpstreamFailure('protocol', true))).toBe('unusable');
  });

  it('lets another target serve what the budgets of one do not cover', () => {
    expect(kindOf('budget_exceeded')).toBe('not_served');
    expect(kindOf('budget_store_unavailable')).toBe('own');
  });

  it('leaves our own failures to themselves', () => {
    for (const code of ['journal_unavailable', 'deadline_exceeded', 'internal', 'draining'] as const) expect(kindOf(code)).toBe('own');
    expect(faultKind(new Error('?'), 200)).toBe('own');
  });

  it('blames a target only for what is its own', () => {
    expect(healthAfter('request')).toBe('sound');
    for (const kind of ['server_error', 'silent', 'reset', 'cut', 'unreachable', 'unusable'] as const)
      expect(healthAfter(kind)).toBe('broken');
    for (const kind of ['rate_limited', 'not_served', 'own'] as const) expect(healthAfter(kind)).toBe('unknown');
  });
});
