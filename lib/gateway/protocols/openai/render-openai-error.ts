import { type AppError, errorCatalogue } from '#lib/core/errors.ts';

/** `/messages/0/role` → `messages.0.role`, the way OpenAI names a parameter. */
const paramOf = (error: AppError): string | null => error.errors[0]?.pointer.slice(1).replaceAll('/', '.') ?? null;

/**
 * The error object that OpenAI's SDKs turn into their exception classes, with the request id beside it. `code` is our stable
 * one, which for the two verdicts that programs branch on is OpenAI's own name (`context_length_exceeded`, `content_filter`),
 * whatever provider gave them; `provider_error` is what that provider called it.
 */
export function openAiErrorObject(error: AppError, requestId: string): object {
  return {
    message: error.detail,
    type: errorCatalogue[error.code].openAiType,
    param: paramOf(error),
    code: error.code,
    request_id: requestId,
    ...(error.provider === undefined ? {} : { provider_error: error.provider }),
    ...error.members,
  };
}

export function renderOpenAiError(error: AppError, requestId: string): Buffer {
  return Buffer.from(JSON.stringify({ error: openAiErrorObject(error, requestId) }));
}

/** An error in the middle of a stream: OpenAI's SDKs throw on an event that carries `error`. */
export function renderOpenAiErrorEvent(error: AppError, requestId: string): Buffer {
  return Buffer.from(`data: ${JSON.stringify({ error: openAiErrorObject(error, requestId) })}\n\n`);
}

/**
 * An error in the middle of a stream of typed events: the API's own `error` event, and its object under `error` as well,
 * which is what makes the official SDKs throw.
 */
export function renderResponsesErrorEvent(error: AppError, requestId: string): Buffer {
  const { code, detail: message } = error;
  const event = { type: 'error', code, message, param: paramOf(error), error: openAiErrorObject(error, requestId) };
  return Buffer.from(`event: error\ndata: ${JSON.stringify(event)}\n\n`);
}
