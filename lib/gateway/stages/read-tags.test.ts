import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { GatewayRequest } from '../gateway-request.ts';
import { readTags } from './read-tags.ts';

const request = (headers: Record<string, string>): GatewayRequest => ({
  method: 'POST',
  path: '/',
  query: '',
  remoteAddress: null,
  connection: null,
  header: (name) => headers[name],
  headers: () => [],
  streamBody: () => Readable.from([]),
  readBody: async () => Buffer.alloc(0),
});

describe('[GW-11] readTags', () => {
  it('reads pairs, JSON and the named headers', () => {
    expect(readTags(request({ 'x-tollgate-tags': ' feature = search , team=a=b', 'x-tollgate-user': 'u1' }))).toEqual({
      feature: 'search',
      team: 'a=b',
      user: 'u1',
    });
    expect(
      readTags(
        request({
          'x-tollgate-tags': '{"feature":"söarch"}',
          'x-tollgate-project': 'p',
          'x-tollgate-environment': 'e',
          'x-tollgate-task': 't',
        }),
      ),
    ).toEqual({
      feature: 'söarch',
      project: 'p',
      environment: 'e',
      task: 't',
    });
    expect(readTags(request({}))).toBeNull();
    expect(readTags(request({ 'x-tollgate-tags': ' ' }))).toBeNull();
  });

  it.each([
    ['no pair', 'feature'],
    ['no name', '=x'],
    ['an odd name', 'a b=x'],
    ['a long name', `${'n'.repeat(65)}=x`],
    ['a long value', `n=${'v'.repeat(257)}`],
    ['too many', Array.from({ length: 17 }, (_, index) => `t${index}=1`).join(',')],
    ['no JSON', '{"a":'],
    ['values that are no texts', '{"a":1}'],
    ['a list', '{"a":["b"]}'],
  ])('refuses %s', (_what, tags) => {
    expect(() => readTags(request({ 'x-tollgate-tags': tags }))).toThrow('invalid_request');
  });
});
