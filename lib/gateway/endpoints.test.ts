import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { errorRendererFor, findEndpoint } from './endpoints.ts';
import { isGatewayPath, pathInGateway } from './gateway-paths.ts';
import type { GatewayRequest } from './gateway-request.ts';
import { renderGeminiError } from './protocols/gemini/render-gemini-error.ts';
import { renderOpenAiError } from './protocols/openai/render-openai-error.ts';

const request = (method: string, path: string): GatewayRequest => ({
  method,
  path,
  query: '',
  remoteAddress: null,
  connection: null,
  header: () => undefined,
  headers: () => [],
  streamBody: () => Readable.from([]),
  readBody: async () => Buffer.alloc(0),
});

describe('endpoints', () => {
  it('know every protocol file', () => {
    const known = readFileSync(join(import.meta.dirname, 'endpoints.ts'), 'utf8');
    const files = readdirSync(join(import.meta.dirname, 'protocols')).filter((name) => name.endsWith('.ts') && name !== 'protocol.ts');
    expect(files.length).toBeGreaterThan(1);
    for (const name of files.filter((file) => !file.endsWith('.test.ts'))) expect(known).toContain(`'./protocols/${name}'`);
  });

  it.each([
    ['POST', '/api/v1/chat/completions'],
    ['POST', '/api/v1/chat/completions/'],
    ['POST', '/api/openai/v1/chat/completions'],
    ['POST', '/api/v1/messages'],
    ['POST', '/api/anthropic/v1/messages'],
    ['POST', '/api/anthropic/v1/messages/count_tokens'],
    ['GET', '/api/v1/models'],
    ['HEAD', '/api/v1/models'],
    ['GET', '/api/v1/models/meta/llama-3'],
    ['GET', '/api/v1beta/models'],
    ['GET', '/api/genai/v1beta/models/gemini-2.5-flash'],
    ['POST', '/api/v1beta/models/gemini-2.5-flash:generateContent'],
    ['POST', '/api/v1/models/gemini-2.5-flash:streamGenerateContent'],
    ['POST', '/api/genai/v1beta/models/upstream/gemini-2.5-flash:countTokens'],
    ['POST', '/api/genai/v1/models/google%2Fgemma%3A27b%3AembedContent'],
  ])('find %s %s', (method, path) => {
    expect(findEndpoint(request(method, path))).toBeDefined();
  });

  it('tell a path that is not there from a method that is not', () => {
    expect(() => findEndpoint(request('POST', '/api/v1/chat'))).toThrow('not_found');
    expect(() => findEndpoint(request('POST', '/api/v1/chat/completions/x'))).toThrow('not_found');
    expect(() => findEndpoint(request('PUT', '/api/v1/chat/completions'))).toThrow('method_not_allowed');
  });
});

describe('[GW-1] endpoints of Google’s API', () => {
  it('leave models alone whose names have a colon', () => {
    expect(findEndpoint(request('GET', '/api/v1/models/llama3:8b'))).toHaveProperty('answer');
    expect(() => findEndpoint(request('POST', '/api/v1beta/models/llama3:predict'))).toThrow('method_not_allowed');
    expect(() => findEndpoint(request('GET', '/api/v1beta/models/gemini:generateContent'))).toThrow('method_not_allowed');
    expect(() => findEndpoint(request('GET', '/api/v1beta/cachedContents'))).toThrow('not_found');
  });

  it('tell errors in Google’s shape, and only they', () => {
    const google = {
      ...request('GET', '/api/v1/models'),
      header: (name: string) => (name === 'x-goog-api-client' ? 'google-genai-sdk' : undefined),
    };
    for (const meant of [request('GET', '/api/v1beta/files'), google]) expect(errorRendererFor(meant)).toBe(renderGeminiError);
    for (const path of ['/api/v1/models', '/elsewhere']) expect(errorRendererFor(request('GET', path))).toBe(renderOpenAiError);
  });
});

describe('isGatewayPath', () => {
  it.each([
    '/api/v1/chat/completions',
    '/api/v1/models?limit=1',
    '/api/v1/embeddings',
    '/api/openai/v1/files/x',
    '/api/v1/chat',
    '/api/v1beta/models/x:countTokens',
    '/api/genai/v1/models',
    '/api/anthropic/v1/nothing',
  ])('%s is', (url) => {
    expect(isGatewayPath(url)).toBe(true);
  });

  it.each([
    '/api/v1/teams',
    '/api/v1/chatter',
    '/api/v1',
    '/api/v1/',
    '/api/v2/models',
    '/api/anthropic/v1',
    '/api/anthropic/messages',
    '/models',
    '/',
    '/api/v1//models',
    '/API/v1/models',
  ])('%s is not', (url) => {
    expect(isGatewayPath(url)).toBe(false);
  });

  it('reads the path below the mount', () => {
    expect(pathInGateway('/api/openai/v1/models/')).toBe('/models');
  });
});
