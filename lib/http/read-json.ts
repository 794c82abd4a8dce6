import { AppError } from '#lib/core/errors.ts';

const bytesMaxDefault = 1024 * 1024;

/** Chunks of a web stream; cancels it when the reader stops early, so that the sender is told. */
export async function* chunksOf(request: Request): AsyncGenerator<Uint8Array> {
  if (request.body === null) return;
  const reader = request.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch((reason: unknown) => reason);
  }
}

/** Passes chunks on and throws `body_too_large` once more than `bytesMax` have come. */
export async function* limited(chunks: AsyncIterable<Uint8Array>, bytesMax: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw new AppError('body_too_large', { detail: `This route accepts at most ${bytesMax} bytes.` });
    yield chunk;
  }
}

/** The JSON object in the body, `{}` for an empty one. Throws for another content type, too many bytes or bad JSON. */
export async function readJsonObject(
  request: Request,
  bytesMax: number = bytesMaxDefault,
  types: readonly string[] = ['application/json'],
): Promise<Record<string, unknown>> {
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax)
    throw new AppError('body_too_large', { detail: `This route accepts at most ${bytesMax} bytes.` });
  const parts: Uint8Array[] = [];
  for await (const chunk of limited(chunksOf(request), bytesMax)) parts.push(chunk);
  if (parts.length === 0) return {};
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type === undefined || !types.includes(type))
    throw new AppError('unsupported_media_type', { detail: `Send the body as ${types.join(' or ')}.` });
  return parseJsonObject(Buffer.concat(parts).toString());
}

/** The object in a JSON text; `malformed_json` for anything else. */
export function parseJsonObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AppError('malformed_json', { detail: error instanceof Error ? error.message : 'The body is not valid JSON.' });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new AppError('malformed_json', { detail: 'The body must be a JSON object.' });
  return { ...value };
}
