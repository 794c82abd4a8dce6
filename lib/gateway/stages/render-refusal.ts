import type { AppError } from '#lib/core/errors.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';
import { isAnthropicRequest } from '../protocols/anthropic/is-anthropic-request.ts';
import { renderAnthropicError } from '../protocols/anthropic/render-anthropic-error.ts';
import { renderOpenAiError } from '../protocols/openai/render-openai-error.ts';

/** A refusal before the first byte, in the shape of the call's protocol; where that is not known, of the API that the request was meant for. */
export function renderRefusal(call: GatewayCall, error: AppError): Buffer {
  const { protocol, request, requestId } = call;
  if (protocol !== undefined) return protocol.renderError(error, requestId);
  return isAnthropicRequest(request) ? renderAnthropicError(error, requestId) : renderOpenAiError(error, requestId);
}
