import type { UpstreamRequest } from '#lib/outbound/index.ts';
import type { Ask } from '../../protocols/protocol.ts';
import type { Provider, RequestContext, SpokenProtocol, Target } from '../provider.ts';
import { credentialOf } from '../shared/credential-of.ts';
import { upstreamAddress } from '../shared/upstream-address.ts';
import { upstreamHeaders } from '../shared/upstream-headers.ts';
import { boundChat } from './bound-chat.ts';
import { toOpenAiError } from './to-error.ts';
import { toOpenAiUsage } from './to-usage.ts';

function buildRequest(provider: OpenAiProviderOptions, ask: Ask, target: Target, context: RequestContext): UpstreamRequest {
  const { origin, path } = upstreamAddress(target, provider.baseUrl);
  const credential = credentialOf(target);
  const headers = upstreamHeaders(ask, context, credential === null ? [] : ['authorization', `Bearer ${credential}`]);
  const body = ask.toBody({ model: target.model, reportUsage: provider.streamUsage ?? true });
  return { origin, path: `${path}/chat/completions`, method: 'POST', headers, body };
}

/** What tells one OpenAI-like provider from another. */
export interface OpenAiProviderOptions {
  readonly name: string;
  readonly label: string;
  readonly baseUrl: string | null;
  readonly needsCredential?: boolean;
  readonly catalogue?: string | null;
  readonly models?: readonly string[] | 'catalogue';
  /** Whether it understands `stream_options.include_usage`; true unless said otherwise. */
  readonly streamUsage?: boolean;
}

const chatCompletions = (options: OpenAiProviderOptions): SpokenProtocol => ({
  buildRequest: (ask, target, context) => buildRequest(options, ask, target, context),
  toUsage: toOpenAiUsage,
  bound: boundChat,
});

/** A provider that speaks OpenAI's chat completions over HTTP with a bearer credential. */
export function defineOpenAiProvider(options: OpenAiProviderOptions): Provider {
  return {
    name: options.name,
    label: options.label,
    baseUrl: options.baseUrl,
    needsCredential: options.needsCredential ?? true,
    catalogue: options.catalogue ?? null,
    models: options.models ?? 'catalogue',
    speaks: new Map([['openai.chat_completions', chatCompletions(options)]]),
    toError: toOpenAiError,
    transport: null,
  };
}
