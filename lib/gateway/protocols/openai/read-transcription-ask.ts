import type { TokenUsage } from '#lib/core/token-usage.ts';
import { MultipartForm } from '../../multipart/multipart-form.ts';
import type { Ask } from '../protocol.ts';
import { soundLengthMs } from './sound-length.ts';

/** gpt-4o-transcribe counts ten tokens a second of sound. */
const tokensPerSecond = 10;
/** A format whose length is not read is taken for speech at 32 kbit/s, and cannot be below 8 kbit/s. */
const usualBytesPerMs = 4;
const bytesPerMsMin = 1;
/** Nobody speaks faster than that. */
const spokenTokensPerSecond = 12;
const bytesPerToken = 4;

/**
 * Reads a form with a recording to be written down, or to be told in English. The form goes on as it came, with the
 * model's name for the provider. Throws AppError('invalid_request' | 'unsupported_media_type').
 */
export function readTranscriptionAsk(body: Buffer, _path: string, _query: string, contentType?: string): Ask {
  const form = new MultipartForm(body, contentType);
  const model = form.model();
  const files = form.files('file');
  const prompt = form.text('prompt') ?? '';
  const streamed = form.boolean('stream');
  const fileBytes = files.reduce((total, { start, end }) => total + end - start, 0);
  const lengths = files.map((file) => soundLengthMs(form.bytesOf(file)));
  const known = lengths.every((ms) => ms !== null) ? lengths.reduce((total: number, ms) => total + (ms ?? 0), 0) : null;
  const audioMs = Math.ceil(known ?? fileBytes / usualBytesPerMs);

  const estimate = (delivered: { readonly text: string; readonly bytes: number } | null): TokenUsage => {
    const audioInput = Math.ceil((audioMs / 1000) * tokensPerSecond);
    const input = audioInput + Math.ceil(Buffer.byteLength(prompt) / bytesPerToken);
    const output = Math.ceil((delivered?.bytes ?? 0) / bytesPerToken);
    return { input, cacheRead: null, cacheWrite: null, output, reasoning: null, media: { audioInput, audioMs } };
  };
  const audioMsMax = Math.ceil(known ?? fileBytes / bytesPerMsMin);
  return {
    model,
    streamed,
    usageRequested: true,
    outputTokensMax: Math.ceil((audioMsMax / 1000) * spokenTokensPerSecond),
    choices: 1,
    // The recording is weighed by its length, not by its bytes.
    size: { bytes: body.length - fileBytes, opaqueBytes: 0, parts: 1, media: 0, hasUnseenState: false, audioMs: audioMsMax },
    contentType: form.contentType,
    accept: streamed ? 'text/event-stream' : '*/*',
    toBody: (change) => (change.model === model ? body : form.withModel(change.model)),
    text: () => prompt,
    estimate,
  };
}
