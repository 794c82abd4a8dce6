import type { ErrorCode } from '#lib/core/errors.ts';

/** Codes and types of the providers' own for a request that its model cannot hold: OpenAI and Groq, llama.cpp, GitHub Models. */
const lengthCodes: ReadonlySet<string> = new Set(['context_length_exceeded', 'exceed_context_size_error', 'tokens_limit_reached']);

/** And for one that was refused for what it says: Azure and Moonshot, OpenAI's images. */
const contentCodes: ReadonlySet<string> = new Set(['content_filter', 'content_policy_violation', 'moderation_blocked']);

/** The words in which the others say it; most have one code for everything that is wrong with a request. */
const lengthWords = new RegExp(
  [
    // OpenAI and all that are like it, Mistral, xAI, vLLM
    'maximum (?:context|prompt|model) length',
    // OpenAI's Responses API, Anthropic, llama.cpp
    'exceeds? (?:the )?(?:available )?context (?:window|limit|size|length)',
    // Anthropic, also on Bedrock and Vertex
    'prompt is too long',
    // Bedrock
    'input is too long for',
    'too many input tokens',
    // Gemini, and Vertex
    'input token count .{0,80}(?:exceeds the maximum|only supports up to)',
    // Cohere, Moonshot, Zhipu, Together
    'too many tokens:',
    'exceeded model token limit',
    'prompt exceeds max length',
    'tokens \\+ `?max_new_tokens`? must be <=',
  ].join('|'),
  'i',
);

/** Azure, Anthropic (also on Bedrock and Vertex), DeepSeek. */
const contentWords = /content management policy|content filtering policy|blocked by the (?:content )?filter|content exists risk/i;

/**
 * What a request was refused for, where the provider's own codes or words tell more than that it was refused. Words count only
 * in a refusal of the request: a rate limit speaks of too many tokens, too.
 */
export function verdictOnRequest(code: ErrorCode, theirs: readonly (string | null)[], words: string): ErrorCode {
  for (const one of theirs) {
    if (one === null) continue;
    if (lengthCodes.has(one)) return 'context_length_exceeded';
    if (contentCodes.has(one)) return 'content_filter';
  }
  if (code !== 'provider_rejected') return code;
  if (lengthWords.test(words)) return 'context_length_exceeded';
  return contentWords.test(words) ? 'content_filter' : code;
}
