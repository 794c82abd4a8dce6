import { ScriptedProvider } from './scripted-provider.ts';
import { connectionTo, type LaneName, startTestGateway, type TestGateway, type TestGatewayOptions, tenantId } from './test-gateway.ts';

/** A gateway with one scripted provider behind it that serves gpt-4o-mini at a known price. */
export interface Scene {
  readonly gateway: TestGateway;
  readonly provider: ScriptedProvider;
  readonly stop: () => Promise<void>;
}

export const lanes: readonly LaneName[] = ['fast lane', 'web lane'];

export const gpt4oMini = {
  provider: 'openai-compatible',
  model: 'gpt-4o-mini',
  tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 150_000n, cache_read: 75_000n, output: 600_000n } }],
};

export async function openScene(options: TestGatewayOptions = {}): Promise<Scene> {
  const provider = new ScriptedProvider();
  const address = await provider.start();
  const gateway = await startTestGateway(options);
  gateway.snapshot.setConnections(tenantId, [connectionTo(address)]);
  gateway.snapshot.addPrice(gpt4oMini);
  // Loading the tokenizer takes long enough to upset tests that look at the clock.
  await gateway.runtime.tokens.warm();
  return {
    gateway,
    provider,
    stop: async () => {
      await gateway.stop();
      await provider.stop();
    },
  };
}

export const chatBody = (more: object = {}): string =>
  JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'What is the capital of France?' }], ...more });

export interface CallOptions {
  readonly body?: string | Buffer;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** POST /chat/completions with the gateway's key. */
export function post(gateway: TestGateway, options: CallOptions = {}): Promise<Response> {
  return fetch(`${gateway.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.key}`, 'content-type': 'application/json', ...options.headers },
    body: typeof options.body === 'string' || options.body === undefined ? (options.body ?? chatBody()) : new Uint8Array(options.body),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
}

/** The error object of a refusal. */
export async function errorOf(response: Response): Promise<Record<string, unknown>> {
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null || !('error' in body)) throw new Error('The answer has no error object');
  const { error } = body;
  if (typeof error !== 'object' || error === null) throw new Error('The error is no object');
  return { ...error };
}

/** The data of each event of a stream, comments left out. */
export const eventsOf = (text: string): string[] =>
  text
    .split('\n\n')
    .filter((event) => event.startsWith('data: '))
    .map((event) => event.slice('data: '.length));

/** The text a stream said, and the error it ended with if it did. */
export function readStream(text: string): { content: string; error: string | undefined; isDone: boolean } {
  const events = eventsOf(text);
  const parsed = events.filter((event) => event !== '[DONE]').map((event) => JSON.parse(event));
  return {
    content: parsed.map((event) => event.choices?.[0]?.delta?.content ?? '').join(''),
    error: parsed.find((event) => event.error !== undefined)?.error.code,
    isDone: events.at(-1) === '[DONE]',
  };
}
