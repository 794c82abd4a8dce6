import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { parseJson } from '#lib/gateway/json/as-record.ts';
import type { Ask } from '#lib/gateway/protocols/protocol.ts';
import { providers } from '#lib/gateway/providers/index.ts';
import type { Provider } from '#lib/gateway/providers/provider.ts';
import { SseSplitter } from '#lib/gateway/stream/sse-splitter.ts';
import { translations } from '#lib/gateway/translation/index.ts';
import { gpt4oMini } from '../gateway/support/call.ts';
import { requestContext } from '../gateway/support/request-context.ts';
import { connectionTo } from '../gateway/support/test-gateway.ts';
import type { Random } from '../support/random.ts';
import { chatDialect } from '../support/simulator/chat-dialect.ts';
import { composeAnswer } from '../support/simulator/compose-answer.ts';
import type { Dialect } from '../support/simulator/dialect.ts';
import { geminiDialect } from '../support/simulator/gemini-dialect.ts';
import { messagesDialect } from '../support/simulator/messages-dialect.ts';
import { responsesDialect } from '../support/simulator/responses-dialect.ts';
import { fuzz, timeFor } from './fuzz.ts';
import { damaged, disturbed, inPieces, oddTexts, randomJson } from './random-json.ts';
import { type SampleRequest, sampleRequests } from './sample-requests.ts';

const price = { versionId: '01936b1e-7a00-7000-8000-0000000000aa', contextWindowTokens: 128_000, ...gpt4oMini };
const dialects: readonly Dialect[] = [chatDialect, responsesDialect, messagesDialect, geminiDialect];

/** What `act` gives, or undefined where it refuses with one of the codes; everything else it throws is a fault of ours. */
function orRefusal<T>(act: () => T, ...codes: readonly string[]): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof AppError && codes.includes(error.code)) return undefined;
    throw error;
  }
}

const requestCodes = ['malformed_json', 'invalid_request'] as const;

/** A document that is sound, disturbed or altogether random, as bytes that may be damaged. */
function anyBody(random: Random, sound: unknown): Buffer {
  const value = random.chance(0.15) ? randomJson(random) : random.chance(0.7) ? disturbed(random, sound) : sound;
  const bytes = Buffer.from(JSON.stringify(value) ?? '');
  return random.chance(0.3) ? damaged(random, bytes) : bytes;
}

/** A sound request as its caller's ask. */
const askOf = ({ protocol, body, path, query }: SampleRequest): Ask => protocol.readAsk(Buffer.from(JSON.stringify(body)), path, query);

/** Everything the gateway does with an ask before it is sent. */
function send(provider: Provider, { protocol, path }: SampleRequest, ask: Ask, headers: Readonly<Record<string, string>>): void {
  const spoken = provider.speaks.get(protocol.name);
  if (spoken === undefined) return;
  const connection = connectionTo('', { provider: provider.name, baseUrl: 'https://llm.example.com/v1', credential: 'sk-secret' });
  const target = { connection, provider, model: 'größer', label: path, price, spoken, translation: null };
  expect(spoken.bound(ask, price).nanoUsd).toBeGreaterThanOrEqual(0n);
  // Some providers are asked in words of their own, and refuse there what they cannot be told.
  orRefusal(() => spoken.buildRequest(ask, target, requestContext(headers)), 'invalid_request');
}

describe('[GW-10] random bytes, of which none may bring the gateway down:', () => {
  it.each(sampleRequests.map((request) => [request.path, request] as const))('requests to %s', { timeout: timeFor(20) }, (_path, request) =>
    fuzz(`requests to ${request.path}`, (random) => {
      const body = anyBody(random, request.body);
      const ask = orRefusal(() => request.protocol.readAsk(body, request.path, request.query), ...requestCodes);
      if (ask === undefined) return;
      const sent = ask.toBody({ model: 'größer', reportUsage: true });
      expect(parseJson(sent.toString())).toBeDefined();
      expect(typeof ask.text()).toBe('string');
      const headers = { 'anthropic-version': random.pick(oddTexts), 'anthropic-beta': random.pick(oddTexts) };
      for (const provider of providers) send(provider, request, ask, headers);
    }),
  );

  it('answers of providers, and the usage in them', { timeout: timeFor(20) }, () =>
    fuzz('answers', (random) => {
      const dialect = random.pick(dialects);
      const { protocol, path, body: asked } = random.pick(sampleRequests);
      const ask = dialect.read(path, asked);
      const sound = ask === undefined ? randomJson(random) : dialect.whole(ask, composeAnswer(ask));
      const body = anyBody(random, sound);
      const { usage } = protocol.readAnswer(body);
      expect(typeof protocol.textOfAnswer(body)).toBe('string');
      for (const raw of [usage, randomJson(random)]) {
        for (const provider of providers) {
          const counts = provider.speaks.get(protocol.name)?.toUsage(raw);
          const { media, ...tokens } = counts ?? {};
          for (const count of [...Object.values(tokens), ...Object.values(media ?? {})])
            expect(count === null || (Number.isSafeInteger(count) && count >= 0)).toBe(true);
        }
      }
    }),
  );

  it('errors of providers', { timeout: timeFor(20) }, () =>
    fuzz('errors', (random) => {
      const dialect = random.pick(dialects);
      const { body: sound } = dialect.error(
        random.pick(['rate_limited', 'server_error', 'unavailable', 'context_too_long', 'content_filter']),
      );
      const body = anyBody(random, sound);
      const headers = random.chance(0.5) ? { 'retry-after': random.pick(['1', '-1', 'soon', '1e9', 'Wed, 21 Oct 2099 07:28:00 GMT']) } : {};
      const status = random.pick([300, 400, 401, 404, 429, 500, 503, 529]);
      for (const provider of providers) {
        const connection = connectionTo('', { provider: provider.name });
        const error = provider.toError({ head: { status, headers }, body, connection });
        expect(error.status).toBeGreaterThanOrEqual(400);
        expect(error.detail).not.toContain('sk-upstream-secret');
      }
    }),
  );
});

/** A stream of the dialect with some of its events disturbed, doubled or replaced. */
function anyStream(random: Random, dialect: Dialect, request: SampleRequest): Buffer {
  const ask = dialect.read(request.path, random.chance(0.5) ? request.body : { ...request.body, tools: [], toolConfig: {} });
  if (ask === undefined) throw new Error('The request is not of this dialect');
  const { opening, content, closing, end } = dialect.stream(ask, composeAnswer(ask));
  const events = [...opening, ...content, ...closing, ...end].map((bytes) => {
    const event = bytes.toString();
    if (!random.chance(0.1)) return event;
    const data = /^data: (.*)$/m.exec(event)?.[1] ?? '';
    const changed = JSON.stringify(disturbed(random, parseJson(data), 0.2)) ?? 'null';
    return event.replace(data, () => changed);
  });
  const bytes = Buffer.from(events.join(''));
  return random.chance(0.4) ? damaged(random, bytes) : bytes;
}

/** What a reader makes of a stream that comes in these pieces. */
function judge(request: SampleRequest, ask: Ask, pieces: readonly Buffer[]) {
  const reader = request.protocol.openStream(ask);
  const verdicts: string[] = [];
  const splitter = new SseSplitter(
    {
      event(_source, _start, _end, data) {
        const verdict = data === null ? 'forward' : reader.accept(data);
        verdicts.push(`${verdict} ${data}`);
        return verdict !== 'end' && verdict !== 'error';
      },
    },
    1_000_000,
  );
  for (const piece of pieces) {
    splitter.push(piece);
    if (/^(end|error) /.test(verdicts.at(-1) ?? '')) break;
  }
  const { usage, isFinished, hasContent, error } = reader;
  return { verdicts, usage, isFinished, hasContent, error, delivered: reader.deliveredText() };
}

const streamed = dialects.flatMap((dialect) =>
  sampleRequests.flatMap((request) => {
    const ask = dialect.read(request.path, request.body);
    return ask?.streamed === true ? [{ name: dialect.name, dialect, request }] : [];
  }),
);

describe('[GW-6] streams in random pieces:', () => {
  it.each(streamed)('$name reads the same however the bytes are cut', { timeout: timeFor(20) }, ({ name, dialect, request }) =>
    fuzz(`streams of ${name}`, (random) => {
      const bytes = anyStream(random, dialect, request);
      const ask = request.protocol.readAsk(Buffer.from(JSON.stringify(request.body)), request.path, request.query);
      const whole = judge(request, ask, [bytes]);
      expect(judge(request, ask, inPieces(random, bytes))).toEqual(whole);
    }),
  );
});

describe('[GW-2] translations of random bytes:', () => {
  it.each(translations.map((translation) => [translation.caller, translation.provider.name, translation] as const))(
    '%s told as %s',
    { timeout: timeFor(20) },
    (caller, theirs, translation) => {
      const request = sampleRequests.find(({ protocol }) => protocol.name === caller);
      const provided = sampleRequests.find(({ protocol }) => protocol.name === theirs);
      if (request === undefined || provided === undefined) throw new Error('There is no sample request of the protocol');
      const dialect = dialects.find((one) => one.read(provided.path, provided.body) !== undefined);
      return fuzz(`translations of ${caller} to ${theirs}`, (random) => {
        const told = orRefusal(
          () => translation.translateRequest(anyBody(random, request.body), { model: 'größer', outputTokensMax: null }),
          ...requestCodes,
        );
        // What was translated is read again, and may be refused then for what the caller's own protocol allows, never as broken.
        if (told !== undefined) orRefusal(() => translation.provider.readAsk(told, provided.path, provided.query), 'invalid_request');
        const ask = dialect?.read(provided.path, provided.body);
        if (dialect === undefined || ask === undefined) return;
        const answer = anyBody(random, dialect.whole(ask, composeAnswer(ask)));
        const toldBack = orRefusal(() => translation.translateAnswer(answer, 0, askOf(request)), 'provider_error');
        if (toldBack !== undefined) expect(parseJson(toldBack.toString())).toBeDefined();
      });
    },
  );

  it.each(translations.map((translation) => [translation.caller, translation.provider.name, translation] as const))(
    'streams for %s from %s',
    { timeout: timeFor(20) },
    (caller, theirs, translation) => {
      const found = streamed.find(({ request }) => request.protocol.name === theirs);
      const asking = sampleRequests.find(({ protocol }) => protocol.name === caller);
      if (found === undefined || asking === undefined) return;
      return fuzz(`streams for ${caller} from ${theirs}`, (random) => {
        const ask = askOf(found.request);
        const asked = askOf(asking);
        const told = { model: asked.model, toBody: asked.toBody.bind(asked), usageRequested: random.chance(0.5) };
        const translator = translation.openStream(told, 0);
        const { verdicts } = judge(found.request, ask, [anyStream(random, found.dialect, found.request)]);
        const out: Buffer[] = [];
        const isTold = orRefusal(() => {
          for (const verdict of verdicts) {
            const data = verdict.slice(verdict.indexOf(' ') + 1);
            if (/^(forward|withhold) /.test(verdict) && data !== 'null') out.push(translator.accept(data));
          }
          out.push(translator.finish());
          return true;
        }, 'provider_error');
        if (isTold === undefined) return;
        for (const line of Buffer.concat(out).toString().split('\n')) {
          if (line.startsWith('data: ')) expect(parseJson(line.slice('data: '.length))).toBeDefined();
        }
      });
    },
  );
});
