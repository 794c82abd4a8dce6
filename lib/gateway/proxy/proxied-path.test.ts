import { describe, expect, it } from 'vitest';
import { proxiedPath } from './proxied-path.ts';

const at = (path: string) => proxiedPath(`/api/v1/proxy/conn${path}`);

describe('[GW-1] the path of a pass-through', () => {
  it.each([
    '/chat/completions',
    '/v1beta/models/gemini-2.5-flash:generateContent',
    '/files/a%20b',
    '/a/',
    '/a.b/..c/...',
    '/a;b=1,2/@x',
    '',
  ])('%s goes on as it is', (path) => {
    expect(at(path)).toMatchObject({ connectionName: 'conn', path });
  });

  it.each([
    '/..',
    '/../x',
    '/a/../../x',
    '/./a',
    '/a/..',
    '/%2e%2e/x',
    '/%2E./x',
    '/.%2e/x',
    '/%252e%252e/x',
    '/%25252e%25252e/x',
    '/..;/x',
    '/a%2f..%2fb',
    '/a%2Fb',
    '/a%5cb',
    '/a%255cb',
    '/a%252fb/..%252f',
    '/%252f%252fevil.example',
    '//evil.example/x',
    '/a//b',
    '/a\\b',
    '/a%00',
    '/a b',
    '/ä',
    '/a%zz',
    '/%ff',
    '/a\r\nhost: evil',
    `/${'a'.repeat(5000)}`,
  ])('%s is refused', (path) => {
    expect(() => at(path)).toThrow('invalid_request');
  });

  it.each([
    ['/%63hat/completions', '/chat/completions', '/chat/completions'],
    ['/chat/%63ompletions%7E', '/chat/completions~', '/chat/completions~'],
    ['/chat/completions/', '/chat/completions/', '/chat/completions'],
    ['/chat;a=1/completions;b', '/chat;a=1/completions;b', '/chat/completions'],
    ['/%2563hat/completions', '/%2563hat/completions', '/chat/completions'],
    ['/a%20b', '/a%20b', '/a b'],
  ])('%s is sent as %s and means %s', (path, sent, meant) => {
    expect(at(path)).toEqual({ connectionName: 'conn', path: sent, meant });
  });

  it('has to name a connection', () => {
    for (const path of ['/api/v1/proxy', '/api/v1/proxy/', '/api/v1/proxy/%zz/x', '/elsewhere']) expect(proxiedPath(path)).toBeUndefined();
    expect(proxiedPath('/api/openai/v1/proxy/my%20conn/x')).toEqual({ connectionName: 'my conn', path: '/x', meant: '/x' });
  });
});
