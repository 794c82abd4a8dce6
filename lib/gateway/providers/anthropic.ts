import { dearestGeo } from '#lib/catalog/inference-geo.ts';
import { boundMessage } from './anthropic-family/bound-message.ts';
import { buildAnthropicRequest, listAnthropicModels, reachAnthropic } from './anthropic-family/build-anthropic-request.ts';
import { toAnthropicError } from './anthropic-family/to-error.ts';
import { toAnthropicUsage } from './anthropic-family/to-usage.ts';
import type { Provider, SpokenProtocol } from './provider.ts';
import { boundNothing } from './shared/bound-nothing.ts';

const baseUrl = 'https://api.anthropic.com';

const messages: SpokenProtocol = {
  buildRequest: (ask, target, context) => buildAnthropicRequest(baseUrl, '/messages', ask, target, context),
  toUsage: toAnthropicUsage,
  // A workspace's settings can send what names no geography to the United States.
  bound: (ask, price) => boundMessage(ask, price === undefined || ask.inferenceGeo === 'global' ? price : dearestGeo(price)),
};

const countTokens: SpokenProtocol = {
  buildRequest: (ask, target, context) => buildAnthropicRequest(baseUrl, '/messages/count_tokens', ask, target, context),
  toUsage: toAnthropicUsage,
  bound: boundNothing,
};

/** Anthropic itself, and what speaks its Messages API at another address. */
export const anthropic: Provider = {
  name: 'anthropic',
  label: 'Anthropic',
  baseUrl,
  needsCredential: true,
  catalogue: 'anthropic',
  models: 'catalogue',
  speaks: new Map([
    ['anthropic.messages', messages],
    ['anthropic.count_tokens', countTokens],
  ]),
  toError: toAnthropicError,
  listing: { request: listAnthropicModels, isServed: true },
  reach: (target) => reachAnthropic(baseUrl, target),
  transport: null,
};
