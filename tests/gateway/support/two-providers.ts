import { expect } from 'vitest';
import { bookedOf } from '#lib/usage/call-routing.ts';
import { chatBody, gpt4oMini, lanes, post, readStream } from './call.ts';
import {
  answerJson,
  answerStream,
  chatCompletion,
  chunk,
  done,
  type ProviderScript,
  ScriptedProvider,
  usageChunk,
} from './scripted-provider.ts';
import { connectionTo, startTestGateway, type TestGateway, type TestGatewayOptions, tenantId } from './test-gateway.ts';

export const firstId = '01936b1e-7a00-7000-8000-0000000000c1';
export const secondId = '01936b1e-7a00-7000-8000-0000000000c9';

/** A gateway with two connections to the same model, in this order, each with a provider of its own. */
export interface TwoProviders {
  readonly gateway: TestGateway;
  readonly first: ScriptedProvider;
  readonly second: ScriptedProvider;
  /** Leaves the second connection out. */
  readonly useFirstOnly: () => void;
  readonly stop: () => Promise<void>;
}

export async function openTwoProviders(options: TestGatewayOptions): Promise<TwoProviders> {
  const [first, second] = [new ScriptedProvider(), new ScriptedProvider()];
  const connections = [
    connectionTo(await first.start(), { connectionId: firstId, name: 'first' }),
    connectionTo(await second.start(), { connectionId: secondId, name: 'second' }),
  ];
  const gateway = await startTestGateway(options);
  gateway.snapshot.setConnections(tenantId, connections);
  gateway.snapshot.addPrice(gpt4oMini);
  await gateway.runtime.tokens.warm();
  return {
    gateway,
    first,
    second,
    useFirstOnly: () => gateway.snapshot.setConnections(tenantId, connections.slice(0, 1)),
    stop: async () => {
      await gateway.stop();
      await Promise.all([first.stop(), second.stop()]);
    },
  };
}

/** One script a request; the last one again for all that follow. */
export function inTurn(...scripts: readonly ProviderScript[]): ProviderScript {
  let at = 0;
  return (response, request) => {
    const script = scripts[Math.min(at, scripts.length - 1)];
    at += 1;
    return script?.(response, request);
  };
}

export const failsWith = (status: number, words: string, headers: Record<string, string> = {}): ProviderScript =>
  answerJson(JSON.stringify({ error: { message: words } }), status, headers);

export const hangsUp: ProviderScript = (response) => {
  response.socket?.destroy();
};

export const staysSilent: ProviderScript = () => {};

/** A role and no content, as the first chunk of OpenAI's streams. */
export const roleChunk = chunk({ role: 'assistant', content: '' });

/** A whole answer in the form that was asked for. */
export const answers =
  (words: string): ProviderScript =>
  (response, request) =>
    request.body.includes('"stream":true')
      ? answerStream([roleChunk, chunk({ content: words }), chunk({}, 'stop'), usageChunk(12, 3), done])(response, request)
      : answerJson(chatCompletion(words))(response, request);

/** What the caller of one call got. */
export interface Got {
  readonly status: number;
  readonly content: string;
  /** The code of an error, whether as an answer or as an event. */
  readonly error: string | undefined;
  readonly message: string;
  readonly isComplete: boolean;
  readonly target: string | null;
  readonly attempts: string | null;
  readonly retryAfter: string | null;
  readonly elapsedMs: number;
}

export async function ask(gateway: TestGateway, isStreamed: boolean, headers: Record<string, string> = {}): Promise<Got> {
  const startedAt = performance.now();
  return readGot(await post(gateway, { body: chatBody(isStreamed ? { stream: true } : {}), headers }), startedAt);
}

/** Reads an answer to its end. */
export async function readGot(response: Response, startedAt = performance.now()): Promise<Got> {
  const text = await response.text();
  const common = {
    status: response.status,
    target: response.headers.get('x-tollgate-target'),
    attempts: response.headers.get('x-tollgate-attempts'),
    retryAfter: response.headers.get('retry-after'),
    elapsedMs: performance.now() - startedAt,
  };
  if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) {
    const { content, error, isDone } = readStream(text);
    return { ...common, content, error, message: text, isComplete: isDone };
  }
  const { error, choices } = JSON.parse(text);
  const content: string = choices?.[0]?.message?.content ?? '';
  return { ...common, content, error: error?.code, message: error?.message ?? '', isComplete: error === undefined };
}

/**
 * The caller has the whole answer of `name`, the one event says the same, and each attempt had its hold. `lost`: how many of them
 * gave no answer and may be billed all the same, which is booked beside it.
 */
export function expectServedBy({ gateway }: TwoProviders, name: 'first' | 'second', got: Got, attempts: number, lost = 0): void {
  expect(got).toMatchObject({
    status: 200,
    content: `from the ${name}`,
    isComplete: true,
    error: undefined,
    target: `${name}/gpt-4o-mini`,
    attempts: String(attempts),
  });
  const { holds, only } = gateway.recorder;
  expect(only).toMatchObject({
    status: 'succeeded',
    connectionId: name === 'first' ? firstId : secondId,
    attempts,
    usageSource: 'provider',
    costNanoUsd: 3_600n + bookedOf(only.routing),
  });
  expect((only.routing?.failed ?? []).filter(({ bookedNanoUsd = 0 }) => bookedNanoUsd > 0)).toHaveLength(lost);
  expect(holds.length).toBe(attempts);
  expect(new Set(holds.map(({ id }) => id))).toEqual(new Set([only.id]));
  expect(holds.at(-1)?.connectionId).toBe(only.connectionId);
  expect(only.boundNanoUsd).toBe(holds.at(-1)?.boundNanoUsd);
}

/** Both lanes, each with whole and with streamed answers. */
export const modes = lanes.flatMap((lane) => [
  { lane, isStreamed: false, how: 'whole' },
  { lane, isStreamed: true, how: 'streamed' },
]);

/** Short enough to wait for in a test. */
export const quickSettings = { firstTokenMs: 500, idleMs: 500, totalMs: 3_000, retryBaseMs: 40, retryAfterMaxMs: 1_500 };
