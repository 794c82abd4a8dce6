import { asRecord, parseJson } from '../../json/as-record.ts';
import type { TokenCounter } from '../../tokens/token-counter.ts';
import { composeSound, secondsToSpeak } from './compose-sound.ts';
import { SandboxRefusal } from './read-sandbox-request.ts';
import { requireModel } from './require-model.ts';
import type { SandboxStep } from './sandbox-step.ts';

const chunkBytes = 8 * 1024;
const tokensPerSecond = 21;
const textUnitsMax = 4_096;

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

const event = (data: object): Buffer => Buffer.from(`data: ${JSON.stringify(data)}\n\n`);

function* steps(sound: Buffer, contentType: string, firstMs: number, usage: object | null): Generator<SandboxStep> {
  yield { afterMs: firstMs, act: 'head', status: 200, headers: { 'content-type': contentType } };
  for (const piece of pieces(sound)) {
    const bytes = usage === null ? piece : event({ type: 'speech.audio.delta', audio: piece.toString('base64') });
    yield { afterMs: 2, act: 'data', bytes };
  }
  if (usage !== null) yield { afterMs: 0, act: 'data', bytes: event({ type: 'speech.audio.done', usage }) };
  yield { afterMs: 0, act: 'end' };
}

/** A text spoken, as sound or in events. It is always WAV, unless raw samples are asked for: the sandbox has no other encoder. Throws SandboxRefusal. */
export async function scriptSpeech(body: Buffer, counter: TokenCounter): Promise<Iterable<SandboxStep>> {
  const request = asRecord(parseJson(body.toString()));
  const model = requireModel(request?.model, 'speech');
  const text = request?.input;
  if (typeof text !== 'string' || text === '' || text.length > textUnitsMax)
    throw new SandboxRefusal('input', `input must be a text of at most ${textUnitsMax} characters.`);
  const isRaw = request?.response_format === 'pcm';
  const isEvents = request?.stream_format === 'sse';
  const input = await counter.count(text);
  const output = Math.ceil(secondsToSpeak(text) * tokensPerSecond);
  const usage = isEvents ? { input_tokens: input, output_tokens: output, total_tokens: input + output } : null;
  const contentType = isEvents ? 'text/event-stream' : isRaw ? 'audio/pcm' : 'audio/wav';
  return steps(composeSound(text, isRaw), contentType, model.firstTokenMs, usage);
}
