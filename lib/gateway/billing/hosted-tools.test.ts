import { expect, test } from 'vitest';
import { readMessagesAsk } from '../protocols/anthropic/read-messages-ask.ts';
import { readGenerateAnswer } from '../protocols/gemini/read-answer.ts';
import { readGenerateAsk } from '../protocols/gemini/read-generate-ask.ts';
import { toAnthropicUsage } from '../providers/anthropic-family/to-usage.ts';
import { toGoogleUsage } from '../providers/google/to-usage.ts';
import { toResponsesUsage } from '../providers/openai-family/to-responses-usage.ts';
import { responsesHostedTools } from './hosted-tools.ts';
import { tierNamed, tierTold } from './tier-named.ts';

const bytes = (value: object): Buffer => Buffer.from(JSON.stringify(value));

test('[COST-1] service tiers are known by the names of OpenAI, Groq, Google and Vertex AI; an unknown one is never the standard', () => {
  expect(['default', 'on_demand', 'batch', 'STANDARD', 'SERVICE_TIER_STANDARD'].map(tierNamed)).toEqual(Array(5).fill('standard'));
  expect(['flex', 'SERVICE_TIER_FLEX', 'ON_DEMAND_FLEX'].map(tierNamed)).toEqual(['flex', 'flex', 'flex']);
  expect(['priority', 'fast', 'ON_DEMAND_PRIORITY'].map(tierNamed)).toEqual(['priority', 'priority', 'priority']);
  expect(['scale', 'PROVISIONED_THROUGHPUT'].map(tierNamed)).toEqual(['reserved', 'reserved']);
  expect([tierNamed('turbo'), tierNamed(undefined), tierNamed(''), tierTold('auto')]).toEqual(['other', undefined, undefined, undefined]);
});

test('[COST-1] a request of the Responses API names the tools that are charged, those of the caller are not among them', () => {
  expect(responsesHostedTools([{ type: 'function' }, { type: 'mcp' }, { type: 'computer_use_preview' }], null)).toBeUndefined();
  expect(responsesHostedTools([{ type: 'web_search_preview' }, { type: 'code_interpreter' }], null)).toEqual({
    uses: { web_search: 10, code_session: 1 },
    isLimited: false,
  });
  expect(responsesHostedTools([{ type: 'image_generation' }, { type: 'something_new' }], 2)).toEqual({
    uses: { picture: 2, other: 2 },
    isLimited: true,
  });
});

test('[COST-1] Anthropic: searches are limited by max_uses, speed and bought capacity are tiers', () => {
  const request = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] };
  const searching = readMessagesAsk(
    bytes({ ...request, speed: 'fast', tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 3 }] }),
  );
  expect(searching).toMatchObject({ serviceTier: 'priority', hostedTools: { uses: { web_search: 3 }, isLimited: true } });
  expect(readMessagesAsk(bytes(request))).toMatchObject({ serviceTier: undefined, hostedTools: undefined });
  const usage = { input_tokens: 1, output_tokens: 2 };
  expect(toAnthropicUsage({ ...usage, service_tier: 'standard', speed: 'fast' }).tier).toBe('priority');
  expect(toAnthropicUsage({ ...usage, service_tier: 'priority' }).tier).toBe('reserved');
  expect(toAnthropicUsage({ ...usage, service_tier: 'batch' }).tier).toBe('standard');
  expect(toAnthropicUsage({ ...usage, server_tool_use: { web_search_requests: 2 } }).media).toMatchObject({ webSearches: 2 });
});

test('[COST-1] Google: searches, grounded prompts and maps are counted from the answer, tiers from its usage', () => {
  const ask = readGenerateAsk(
    bytes({ contents: [{ parts: [{ text: 'x' }] }], tools: [{ google_search: {} }, { googleMaps: {} }], service_tier: 'flex' }),
    '/models/gemini-3.5-flash:generateContent',
    false,
  );
  expect(ask).toMatchObject({ serviceTier: 'flex', hostedTools: { uses: { web_search: 10, map_search: 1 }, isLimited: false } });
  const grounding = { webSearchQueries: ['a', 'b'], groundingChunks: [{ web: {} }, { maps: {} }] };
  const answer = {
    candidates: [{ groundingMetadata: grounding }],
    usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4, trafficType: 'ON_DEMAND_PRIORITY' },
  };
  expect(toGoogleUsage(readGenerateAnswer(bytes(answer)).usage)).toMatchObject({
    ...{ input: 3, output: 4, tier: 'priority' },
    media: { webSearches: 2, groundedPrompts: 1, mapSearches: 1 },
  });
});

test('[COST-1] xAI tells the tools that ran in its usage', () => {
  const usage = {
    input_tokens: 1,
    output_tokens: 2,
    server_side_tool_usage_details: { web_search_calls: 1, x_search_calls: 2, code_interpreter_calls: 0 },
  };
  expect(toResponsesUsage(usage).media).toEqual({ webSearches: 3 });
});
