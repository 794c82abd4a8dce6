import { describe, expect, it } from 'vitest';
import type { AppError } from '#lib/core/errors.ts';
import { renderAnthropicError } from '../../protocols/anthropic/render-anthropic-error.ts';
import { renderGeminiError } from '../../protocols/gemini/render-gemini-error.ts';
import { renderOpenAiError } from '../../protocols/openai/render-openai-error.ts';
import { toAnthropicError } from '../anthropic-family/to-error.ts';
import { toBedrockError } from '../bedrock/to-error.ts';
import { toGoogleError } from '../google/to-error.ts';
import { toOpenAiError } from '../openai-family/to-error.ts';
import type { ProviderFault } from '../provider.ts';

const connection = { connectionId: 'c', name: 'c', provider: 'p', baseUrl: null, credential: 'sk-secret', models: [] };
const fault = (body: object, more: Partial<ProviderFault> = {}): ProviderFault => ({
  ...{ head: { status: 400, headers: {} }, body: Buffer.from(JSON.stringify(body)), connection },
  ...more,
});
const status = 400;

describe('[GW-10] what a provider itself called an error', () => {
  it.each([
    ['OpenAI', toOpenAiError(fault({ error: { message: 'x', type: 't', code: 'c' } })), { code: 'c', type: 't', status }],
    ['those with numbers', toOpenAiError(fault({ error: { message: 'x', code: 1210 } })), { code: '1210', type: null, status }],
    ['Anthropic', toAnthropicError(fault({ error: { type: 'api_error', message: 'x' } })), { code: null, type: 'api_error', status }],
    [
      'Google',
      toGoogleError(
        fault({
          error: { status: 'INVALID_ARGUMENT', message: 'x', details: [{ '@type': 'a/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }] },
        }),
      ),
      { code: 'API_KEY_INVALID', type: 'INVALID_ARGUMENT', status },
    ],
    [
      'AWS',
      toBedrockError(fault({ message: 'x', __type: 'com.amazon#ValidationException' })),
      { code: null, type: 'ValidationException', status },
    ],
  ])('is read from the errors of %s', (_, error, names) => expect(error.provider).toEqual(names));

  it('is bounded text, never a sentence or the credential, and has no status within a stream', () => {
    const names = (error: object, more: Partial<ProviderFault> = {}) => toOpenAiError(fault({ error }, more)).provider;
    expect(names({ code: 'x'.repeat(101), type: { nested: true } })).toEqual({ code: null, type: null, status });
    expect(names({ code: 'You may not!\n', type: 'key sk-secret' })).toEqual({ code: null, type: null, status });
    expect(names({ code: 'c' }, { isInStream: true })).toEqual({ code: 'c', type: null, status: null });
  });

  it.each([
    ['OpenAI', renderOpenAiError],
    ['Anthropic', renderAnthropicError],
    ['Google', renderGeminiError],
  ])('stands in the error object of %s', (_, render) => {
    const told = (error: AppError) => JSON.parse(render(error, 'req_1').toString()).error;
    const error = toOpenAiError(fault({ error: { message: 'x', type: 't', code: 'content_filter' } }));
    expect(told(error).provider_error).toEqual({ code: 'content_filter', type: 't', status });
    expect(JSON.stringify(told(error))).toContain('"code":"content_filter"');
  });
});
