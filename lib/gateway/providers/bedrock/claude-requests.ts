import { AppError } from '#lib/core/errors.ts';
import type { UpstreamRequest } from '#lib/outbound/index.ts';
import { asRecord, parseJson } from '../../json/as-record.ts';
import type { Ask } from '../../protocols/protocol.ts';
import { anthropicBetaOf } from '../anthropic-family/anthropic-headers.ts';
import type { RequestContext, Target } from '../provider.ts';
import { bodyReshaper } from '../shared/reshape-body.ts';
import { buildBedrockRequest } from './bedrock-requests.ts';

const version = { anthropic_version: '"bedrock-2023-05-31"' };
/** The path names the model and whether it streams; the body must not. */
const drops = ['model', 'stream'];
const plainShape = bodyReshaper({ drops, adds: version });

/** The body of InvokeModel for Anthropic's models: that of their Messages API, with its headers as fields. */
function messageBody(ask: Ask, target: Target, context: RequestContext, more: Readonly<Record<string, string>> = {}): Buffer {
  const beta = anthropicBetaOf(context);
  const body = ask.toBody({ model: target.model, reportUsage: true });
  const extra = beta === undefined ? more : { ...more, anthropic_beta: JSON.stringify(beta.split(',').map((name) => name.trim())) };
  const reshape = Object.keys(extra).length === 0 ? plainShape : bodyReshaper({ drops, adds: { ...version, ...extra } });
  return reshape(body);
}

/** InvokeModel and InvokeModelWithResponseStream (docs.aws.amazon.com/bedrock, "Anthropic Claude Messages API"). */
export function buildClaudeInvoke(ask: Ask, target: Target, context: RequestContext): UpstreamRequest {
  const action = ask.streamed ? 'invoke-with-response-stream' : 'invoke';
  return buildBedrockRequest(action, ask.streamed, messageBody(ask, target, context), target, context);
}

/** CountTokens, which wants the body of a call: with a limit of its answer, and in Base64. */
export function buildClaudeTokenCount(ask: Ask, target: Target, context: RequestContext): UpstreamRequest {
  const body = messageBody(ask, target, context, { max_tokens: '1' }).toString('base64');
  return buildBedrockRequest('count-tokens', false, Buffer.from(JSON.stringify({ input: { invokeModel: { body } } })), target, context);
}

/** The answer of CountTokens as Anthropic's API gives it. Throws AppError('provider_error'). */
export function toTokenCount(body: Buffer): Buffer {
  const count = asRecord(parseJson(body.toString()))?.inputTokens;
  if (typeof count !== 'number') throw new AppError('provider_error', { detail: 'The provider’s answer has no number of tokens.' });
  return Buffer.from(JSON.stringify({ input_tokens: count }));
}
