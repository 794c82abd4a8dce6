import type { TokenUsage } from '#lib/core/token-usage.ts';
import { asRecord, parseJson } from '../../json/as-record.ts';
import { invalidField } from '../../json/invalid-field.ts';
import { RequestFields } from '../../json/request-document.ts';
import type { Ask } from '../protocol.ts';

const speechFields = new RequestFields(['model', 'input', 'voice', 'response_format', 'stream_format', 'speed'] as const);

/** What OpenAI's models say of a second of speech: gpt-4o-mini-tts costs about $0.015 a minute at $12 for a million tokens. */
const tokensPerSecond = 21;
/** People speak about 15 characters a second; nobody is as slow as 4. */
const charactersPerSecond = 15;
const charactersPerSecondMin = 4;
/** Raw sound and WAV are 24,000 samples a second of two bytes (OpenAI's guide to text to speech). */
const rawBytesPerSecond = 48_000;
const bytesPerToken = 4;

/** Where a request says how fast to speak: a number from 0.25 to 4. */
function readSpeed(text: string | undefined): number {
  if (text === undefined) return 1;
  const speed = Number(text);
  if (speed >= 0.25 && speed <= 4) return speed;
  throw invalidField('speed', '"speed" must be a number from 0.25 to 4.');
}

/**
 * Reads a request to speak a text. It is answered by sound as it is made, or by events where `stream_format` is `sse`.
 * Throws AppError('malformed_json' | 'invalid_request').
 */
export function readSpeechAsk(body: Buffer): Ask {
  const document = speechFields.read(body);
  const model = document.model('model');
  const input = document.text('input', 'the text to speak');
  if (input === undefined || input === '') throw invalidField('input', '"input" must be the text to speak.');
  document.require('voice', ['string', 'object'], 'the name of a voice');
  const format = document.text('response_format', 'the name of a format of sound') ?? 'mp3';
  const isEvents = document.text('stream_format', '"audio" or "sse"') === 'sse';
  const speedField = document.expect('speed', 'number', 'a number from 0.25 to 4');
  const speed = readSpeed(speedField === undefined ? undefined : body.toString('latin1', speedField.start, speedField.end));
  const textTokens = Math.ceil(Buffer.byteLength(input) / bytesPerToken);
  const isRaw = format === 'pcm' || format === 'wav';

  const estimate = (delivered: { readonly bytes: number } | null): TokenUsage => {
    const isCounted = isRaw && delivered !== null;
    const seconds = isCounted ? delivered.bytes / rawBytesPerSecond : input.length / charactersPerSecond / speed;
    const output = Math.ceil(seconds * tokensPerSecond);
    const media = { audioOutput: output, audioMs: Math.ceil(seconds * 1000) };
    return { input: textTokens, cacheRead: null, cacheWrite: null, output, reasoning: null, media };
  };
  return {
    model,
    streamed: true,
    usageRequested: true,
    outputTokensMax: Math.ceil((input.length / charactersPerSecondMin / speed) * tokensPerSecond),
    choices: 1,
    charged: { characters: [...input].length },
    size: { bytes: body.length, opaqueBytes: 0, parts: 1, media: 0, hasUnseenState: false },
    accept: isEvents ? 'text/event-stream' : '*/*',
    ...(isEvents ? {} : { isBytes: true as const }),
    toBody: (change) => document.spliced(change.model === model ? [] : [document.edit('model', JSON.stringify(change.model))]),
    text: () => {
      const instructions = asRecord(parseJson(body.toString()))?.instructions;
      return typeof instructions === 'string' ? `${instructions}\n${input}` : input;
    },
    estimate,
  };
}
