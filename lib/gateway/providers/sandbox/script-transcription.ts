import { MultipartForm } from '../../multipart/multipart-form.ts';
import { soundLengthMs } from '../../protocols/openai/sound-length.ts';
import type { TokenCounter } from '../../tokens/token-counter.ts';
import { SandboxRefusal } from './read-sandbox-request.ts';
import { requireModel } from './require-model.ts';
import { type SandboxStep, wholeSteps } from './sandbox-step.ts';
import { digestOf } from './seeded-random.ts';

const tokensPerSecond = 10;
const formats = ['json', 'text', 'srt', 'vtt', 'verbose_json'];

/** What is "heard": the sandbox does not listen, it says what it was given. */
const sentenceOf = (seconds: number, bytes: Buffer): string =>
  `This recording lasts ${seconds.toFixed(1)} seconds and has the mark ${digestOf(bytes).toString('hex', 0, 3)}.`;

const clock = (seconds: number, mark: ',' | '.'): string => new Date(seconds * 1000).toISOString().slice(11, 23).replace('.', mark);

function render(format: string, text: string, seconds: number, usage: object): { readonly bytes: Buffer; readonly contentType: string } {
  const plain = { contentType: 'text/plain; charset=utf-8' };
  if (format === 'text') return { ...plain, bytes: Buffer.from(`${text}\n`) };
  if (format === 'srt') return { ...plain, bytes: Buffer.from(`1\n${clock(0, ',')} --> ${clock(seconds, ',')}\n${text}\n\n`) };
  if (format === 'vtt') return { ...plain, bytes: Buffer.from(`WEBVTT\n\n${clock(0, '.')} --> ${clock(seconds, '.')}\n${text}\n\n`) };
  const more = format === 'verbose_json' ? { task: 'transcribe', language: 'english', duration: seconds, segments: [] } : {};
  return { contentType: 'application/json', bytes: Buffer.from(JSON.stringify({ ...more, text, usage })) };
}

function* streamed(text: string, usage: object, firstMs: number): Generator<SandboxStep> {
  const event = (data: object): Buffer => Buffer.from(`data: ${JSON.stringify(data)}\n\n`);
  yield { afterMs: firstMs, act: 'head', status: 200, headers: { 'content-type': 'text/event-stream' } };
  for (const delta of text.match(/\s*\S+/g) ?? [])
    yield { afterMs: 3, act: 'data', bytes: event({ type: 'transcript.text.delta', delta }) };
  yield { afterMs: 0, act: 'data', bytes: event({ type: 'transcript.text.done', text, usage }) };
  yield { afterMs: 0, act: 'end' };
}

/** The answer to a form with a recording. Throws SandboxRefusal; AppError for what is no form, which the gateway has refused before. */
export async function scriptTranscription(
  body: Buffer,
  contentType: string | undefined,
  counter: TokenCounter,
): Promise<Iterable<SandboxStep>> {
  const form = new MultipartForm(body, contentType);
  const model = requireModel(form.text('model'), 'transcription');
  const [file] = form.files('file');
  if (file === undefined) throw new SandboxRefusal('file', 'file is missing.');
  const format = form.text('response_format') ?? 'json';
  if (!formats.includes(format)) throw new SandboxRefusal('response_format', `response_format must be one of ${formats.join(', ')}.`);
  const bytes = form.bytesOf(file);
  const seconds = (soundLengthMs(bytes) ?? bytes.length / 4) / 1000;
  const text = sentenceOf(seconds, bytes);
  const audio = Math.ceil(seconds * tokensPerSecond);
  const prompt = await counter.count(form.text('prompt') ?? '');
  const output = await counter.count(text);
  const usage = {
    type: 'tokens',
    input_tokens: audio + prompt,
    input_token_details: { text_tokens: prompt, audio_tokens: audio },
    output_tokens: output,
    total_tokens: audio + prompt + output,
  };
  if (form.boolean('stream')) return streamed(text, usage, model.firstTokenMs);
  const answer = render(format, text, seconds, usage);
  return wholeSteps(200, answer.bytes, { 'content-type': answer.contentType }, model.firstTokenMs);
}
