import { AppError } from '#lib/core/errors.ts';
import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import { renderOpenAiError, renderOpenAiErrorEvent } from '../../protocols/openai/render-openai-error.ts';
import type { Ask, AskSize, CallProtocol } from '../../protocols/protocol.ts';
import { boundMessage } from '../anthropic-family/bound-message.ts';
import type { NativeProtocol } from '../provider.ts';
import { boundNothing } from '../shared/bound-nothing.ts';
import { eventStreamType } from './bedrock-requests.ts';
import { RawStreamDecoder, RawStreamReader, rawText } from './raw-stream.ts';
import { findRawUsage, toRawUsage } from './raw-usage.ts';

type Fields = Readonly<Record<string, unknown>>;

/** POST /model/{id}/{action} (docs.aws.amazon.com/bedrock/latest/APIReference, Amazon Bedrock Runtime). */
const modelPath = /^\/model\/([^/]+)\/(converse|converse-stream|invoke|invoke-with-response-stream|count-tokens)$/;

/** Where the families of models limit the tokens of an answer. */
const limitFields = ['max_tokens', 'max_completion_tokens', 'max_gen_len', 'max_tokens_to_sample', 'maxTokens', 'maxTokenCount'] as const;

const limitIn = (fields: Fields | undefined): number | undefined =>
  limitFields.map((name) => fields?.[name]).find((value): value is number => typeof value === 'number');

const outputLimitOf = (body: Fields): number | null =>
  limitIn(body) ?? limitIn(asRecord(body.inferenceConfig)) ?? limitIn(asRecord(body.textGenerationConfig)) ?? null;

/** Fields whose strings are media in Base64, and those that name what only AWS sees. */
const mediaFields: ReadonlySet<string> = new Set(['bytes', 'data']);
const unseenFields: ReadonlySet<string> = new Set(['s3Location', 'document', 'cachePoint', 'promptVariables']);
const depthMax = 64;

interface Measured {
  opaqueBytes: number;
  media: number;
  hasUnseenState: boolean;
  readonly texts: string[];
}

/** Walks a body of whatever model: its texts, its media, and whether it names what is not in it. */
function measure(value: unknown, name: string, depth: number, found: Measured): void {
  if (depth > depthMax) return;
  if (typeof value === 'string') {
    if (mediaFields.has(name)) {
      found.opaqueBytes += value.length;
      found.media += 1;
    } else found.texts.push(value);
    return;
  }
  if (Array.isArray(value)) for (const one of value) measure(one, name, depth + 1, found);
  const record = asRecord(value);
  if (record === undefined) return;
  for (const [key, one] of Object.entries(record)) {
    if (unseenFields.has(key)) found.hasUnseenState = true;
    measure(one, key, depth + 1, found);
  }
}

function readAsk(body: Buffer, model: string, streamed: boolean): Ask {
  const parsed = asRecord(parseJson(body.toString()));
  if (parsed === undefined) throw new AppError('malformed_json', { detail: 'The body is no JSON object.' });
  const found: Measured = { opaqueBytes: 0, media: 0, hasUnseenState: false, texts: [] };
  measure(parsed, '', 0, found);
  const { opaqueBytes, media, hasUnseenState, texts } = found;
  const tools = [...asList(parsed.tools), ...asList(asRecord(parsed.toolConfig)?.tools)];
  const parts = asList(parsed.messages).length + tools.length;
  const size: AskSize = { bytes: body.length, opaqueBytes, parts, media, hasUnseenState };
  return {
    ...{ model, streamed, usageRequested: true, outputTokensMax: outputLimitOf(parsed), choices: 1, size },
    // Not a byte of it is ever changed: what is signed is what the caller wrote.
    toBody: () => body,
    text: () => texts.join('\n'),
  };
}

const common = {
  readAnswer: (body: Buffer) => ({ usage: findRawUsage(parseJson(body.toString())) ?? null, fault: null }),
  textOfAnswer: (body: Buffer) => rawText(parseJson(body.toString())),
  openStream: () => new RawStreamReader(),
  streamEnd: null,
  renderError: renderOpenAiError,
  renderErrorEvent: renderOpenAiErrorEvent,
} as const;

const protocolOf = (name: string, model: string, streamed: boolean): CallProtocol => ({
  ...common,
  name,
  readAsk: (body) => readAsk(body, model, streamed),
});

const followed = { contentType: eventStreamType, open: () => new RawStreamDecoder() };

/** The protocol of Bedrock's runtime that a path means, by the names its documentation gives; undefined for paths that call no model. */
export function bedrockProtocolAt(path: string): NativeProtocol | undefined {
  const [, id, action] = modelPath.exec(path) ?? [];
  if (id === undefined || action === undefined) return undefined;
  if (action === 'count-tokens') {
    const protocol: CallProtocol = { ...protocolOf('bedrock.count_tokens', id, false), isFree: true };
    return { protocol, toUsage: toRawUsage, bound: boundNothing };
  }
  const name = action.startsWith('converse') ? 'bedrock.converse' : 'bedrock.invoke';
  return { protocol: protocolOf(name, id, action.endsWith('-stream')), toUsage: toRawUsage, bound: boundMessage, followed };
}
