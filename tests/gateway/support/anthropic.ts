import type { TestGateway } from './test-gateway.ts';

export const claude = {
  provider: 'anthropic',
  model: 'claude-sonnet-4-5',
  contextWindowTokens: 200_000,
  tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 3_000_000n, cache_read: 300_000n, cache_write: 3_750_000n, output: 15_000_000n } }],
};

export const messagesBody = (more: object = {}): string =>
  JSON.stringify({
    model: claude.model,
    max_tokens: 100,
    messages: [{ role: 'user', content: 'What is the capital of France?' }],
    ...more,
  });

export interface MessagesCallOptions {
  readonly path?: string;
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** A call as Anthropic's SDK makes it: POST /messages with the key in x-api-key. */
export function send(gateway: TestGateway, options: MessagesCallOptions = {}): Promise<Response> {
  const method = options.method ?? 'POST';
  return fetch(`http://127.0.0.1:${gateway.port}${options.path ?? '/api/v1/messages'}`, {
    method,
    headers: {
      'x-api-key': gateway.key,
      'anthropic-version': '2023-06-01',
      'content-type': 'application/json',
      ...options.headers,
    },
    ...(method === 'POST' ? { body: options.body ?? messagesBody() } : {}),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
}

/** A complete message as Anthropic writes it; every byte of it has to reach the caller. */
export const message = (usage: object = { input_tokens: 12, output_tokens: 3 }): string =>
  `{"id":"msg_1", "type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[{"type":"text","text":"Paris \\u00e9"}],"stop_reason":"end_turn","stop_sequence":null,"usage":${JSON.stringify(usage)},"größe":1.50 }\n`;

/** An event on the wire. */
export const event = (type: string, more: object = {}): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;

export const messageStart = (usage: object = { input_tokens: 9, output_tokens: 1 }): string =>
  event('message_start', {
    message: { id: 'msg_1', type: 'message', role: 'assistant', content: [], model: claude.model, stop_reason: null, usage },
  });

export const textDelta = (text: string, index = 0): string => event('content_block_delta', { index, delta: { type: 'text_delta', text } });

export const messageDelta = (usage: object = { output_tokens: 7 }, stopReason: string | null = 'end_turn'): string =>
  event('message_delta', { delta: { stop_reason: stopReason, stop_sequence: null }, usage });

/** Exactly as the gateway writes it. */
export const messageStop = event('message_stop');

/** An error as Anthropic's API answers it. */
export const anthropicError = (type: string, text: string): string =>
  JSON.stringify({ type: 'error', error: { type, message: text }, request_id: 'req_011CSHoEeqs5C35K2UUqR7Fy' });

/** The error object of a refusal in Anthropic's shape; fails for any other shape. */
export async function refusalOf(response: Response): Promise<Record<string, unknown>> {
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null || !('type' in body) || body.type !== 'error') throw new Error('It is no Anthropic error');
  if (!('error' in body) || typeof body.error !== 'object' || body.error === null) throw new Error('It has no error object');
  const requestId = 'request_id' in body ? body.request_id : undefined;
  return { ...body.error, request_id: requestId };
}
