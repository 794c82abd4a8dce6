import { decode } from 'gpt-tokenizer/encoding/o200k_base';
import { asRecord, parseJson } from '../../json/as-record.ts';
import { SandboxRefusal } from './read-sandbox-request.ts';

/** A request for embeddings as the sandbox reads it. */
export interface EmbeddingsRequest {
  readonly model: string;
  readonly texts: readonly string[];
  readonly dimensions: number;
  /** Whether vectors are sent as Base64 of little-endian floats, which OpenAI's SDKs ask for unless told otherwise. */
  readonly isBase64: boolean;
}

const dimensionsUsual = 256;
const dimensionsMax = 2048;
const inputsMax = 2048;

const isText = (value: unknown): value is string => typeof value === 'string';
const isTokens = (value: unknown): value is number[] => Array.isArray(value) && value.length > 0 && value.every(Number.isSafeInteger);

/** Tokens are taken to be of the o200k encoding, which is the one the sandbox counts with. */
function textOfTokens(tokens: number[]): string {
  try {
    return decode(tokens);
  } catch {
    throw new SandboxRefusal('input', 'input has numbers that are no tokens of the o200k encoding.');
  }
}

function readTexts(input: unknown): string[] {
  if (isText(input)) return [input];
  if (isTokens(input)) return [textOfTokens(input)];
  const items: readonly unknown[] = Array.isArray(input) ? input : [];
  if (items.length > inputsMax) throw new SandboxRefusal('input', `input has more than ${inputsMax} texts.`);
  return items.map((item) => {
    if (isText(item)) return item;
    if (isTokens(item)) return textOfTokens(item);
    throw new SandboxRefusal('input', 'input must be a text, a list of texts, or tokens.');
  });
}

function readDimensions(value: unknown): number {
  if (value === undefined || value === null) return dimensionsUsual;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= dimensionsMax) return value;
  throw new SandboxRefusal('dimensions', `dimensions must be a whole number from 1 to ${dimensionsMax}.`);
}

/** Reads the body the gateway sends; throws SandboxRefusal naming the parameter. */
export function readEmbeddingsRequest(body: Buffer): EmbeddingsRequest {
  const request = asRecord(parseJson(body.toString()));
  if (typeof request?.model !== 'string') throw new SandboxRefusal('model', 'model is missing.');
  const texts = readTexts(request.input);
  if (texts.length === 0 || texts.includes('')) throw new SandboxRefusal('input', 'input must not be empty.');
  const format = request.encoding_format ?? 'float';
  if (format !== 'float' && format !== 'base64') throw new SandboxRefusal('encoding_format', 'encoding_format must be float or base64.');
  return { model: request.model, texts, dimensions: readDimensions(request.dimensions), isBase64: format === 'base64' };
}
