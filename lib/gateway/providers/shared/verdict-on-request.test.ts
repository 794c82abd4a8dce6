import { describe, expect, it } from 'vitest';
import { verdictOnRequest } from './verdict-on-request.ts';

const byWords = (words: string) => verdictOnRequest('provider_rejected', [null, null], words);

describe('[GW-5] the verdict on a request', () => {
  it.each([
    "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens.",
    'Your input exceeds the context window of this model. Please adjust your input and try again.',
    "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
    'The decoder prompt (length 9000) is longer than the maximum model length of 8192.',
    'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
    'prompt is too long: 208310 tokens > 200000 maximum',
    'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000',
    'The input token count (1234567) exceeds the maximum number of tokens allowed (1048576).',
    'Unable to submit request because the input token count is 1100000 but model only supports up to 1048576.',
    'Input is too long for requested model.',
    'Too many input tokens. Max input tokens: 8192, request input token count: 9279',
    'too many tokens: total number of tokens in the prompt cannot exceed 4081',
    'Invalid request: Your request exceeded model token limit: 8192',
    'the request exceeds the available context size, try increasing it',
    'Prompt exceeds max length',
    '`inputs` tokens + `max_new_tokens` must be <= 4097. Given: 9000 `inputs` tokens',
  ])('knows "%s"', (words) => expect(byWords(words)).toBe('context_length_exceeded'));

  it.each([
    "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
    'Output blocked by content filtering policy',
    'Content Exists Risk',
  ])('knows "%s" as a refusal of the content', (words) => expect(byWords(words)).toBe('content_filter'));

  it.each([
    'max_tokens: 100000 is larger than the maximum of 8192',
    'Request too large for model `llama` on tokens per minute (TPM): Limit 6000, Requested 9000',
    "Invalid 'tools[0].function.name': string too long",
  ])('leaves "%s" as it is', (words) => expect(byWords(words)).toBe('provider_rejected'));

  it('goes by the codes of the provider before its words, and by words only where the request itself was refused', () => {
    expect(verdictOnRequest('provider_error', ['context_length_exceeded', null], '')).toBe('context_length_exceeded');
    expect(verdictOnRequest('provider_rejected', [null, 'content_filter'], 'prompt is too long')).toBe('content_filter');
    expect(verdictOnRequest('provider_rate_limited', [null, null], 'Too many input tokens, please wait')).toBe('provider_rate_limited');
  });
});
