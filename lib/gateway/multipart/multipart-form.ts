import { AppError } from '#lib/core/errors.ts';
import type { PlacedText } from '#lib/policies/redaction/placed-text.ts';
import { invalidField } from '../json/invalid-field.ts';
import { splice } from '../json/splice.ts';
import { boundaryOf } from './boundary-of.ts';
import { type FormPart, readMultipart } from './read-multipart.ts';

const textBytesMax = 1024 * 1024;
const modelBytesMax = 256;

/**
 * A caller's form, held as its bytes and the places of its parts. What reads a field throws AppError('invalid_request')
 * naming it when it is there twice, or under a name that differs in the case of letters only.
 */
export class MultipartForm {
  readonly body: Buffer;
  readonly contentType: string;
  readonly #parts: readonly FormPart[];

  /** Throws AppError('unsupported_media_type' | 'invalid_request') for what is no form. */
  constructor(body: Buffer, contentType: string | undefined) {
    const boundary = boundaryOf(contentType);
    this.body = body;
    this.contentType = contentType ?? '';
    this.#parts = readMultipart(body, boundary);
  }

  #only(name: string): FormPart | undefined {
    const [part, ...more] = this.#parts.filter((one) => one.name.toLowerCase() === name.toLowerCase());
    if (more.length > 0) throw invalidField(name, `The field "${name}" is there twice; send it once.`);
    if (part !== undefined && part.name !== name) throw invalidField(name, `Field names are case-sensitive: write "${name}".`);
    return part;
  }

  /** The text of a field; undefined where there is none. */
  text(name: string): string | undefined {
    const part = this.#only(name);
    if (part === undefined) return undefined;
    if (part.filename !== null) throw invalidField(name, `"${name}" must be a text, not a file.`);
    if (part.end - part.start > textBytesMax) throw invalidField(name, `"${name}" is longer than ${textBytesMax} bytes.`);
    return this.body.toString('utf8', part.start, part.end);
  }

  boolean(name: string): boolean {
    const text = this.text(name);
    if (text === undefined || text === 'false' || text === '') return false;
    if (text === 'true') return true;
    throw invalidField(name, `"${name}" must be true or false.`);
  }

  /** A whole number from 1 to `max`; null where there is none. */
  count(name: string, max: number): number | null {
    const text = this.text(name);
    if (text === undefined || text === '') return null;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (value < 1 || value > max) throw invalidField(name, `"${name}" must be a whole number from 1 to ${max}.`);
    return value;
  }

  /** The fields that are no files, as texts; whether a name is there twice does not matter to who reads them all. */
  get texts(): readonly PlacedText[] {
    return this.#parts.flatMap(({ name, filename, start, end }) =>
      filename === null ? [{ start, end, text: this.body.toString('utf8', start, end), name, isPlain: true as const }] : [],
    );
  }

  get hasFiles(): boolean {
    return this.#parts.some(({ filename }) => filename !== null);
  }

  /** The files of a field, whether it is written `image` or `image[]`; refuses a form without one. */
  files(name: string): readonly FormPart[] {
    const files = this.#parts.filter((part) => part.name === name || part.name === `${name}[]`);
    const isFiles = files.length > 0 && files.every(({ filename, end, start }) => filename !== null && end > start);
    if (!isFiles) throw invalidField(name, `"${name}" must be a file that is not empty.`);
    return files;
  }

  bytesOf({ start, end }: FormPart): Buffer {
    return this.body.subarray(start, end);
  }

  /** The name of the model; throws where it is missing, empty or too long. */
  model(): string {
    const model = this.text('model') ?? '';
    if (model === '') throw invalidField('model', '"model" is missing; send the name of a model, such as one of GET /api/v1/models.');
    if (Buffer.byteLength(model) > modelBytesMax) throw invalidField('model', `"model" is longer than ${modelBytesMax} bytes.`);
    return model;
  }

  /** The form with another model in its `model` part and every other byte as it was. Throws where the name cannot stand in this form. */
  withModel(model: string): Buffer {
    const part = this.#only('model');
    if (part === undefined) throw new Error('A form without a model was not refused');
    if (/[\r\n]/.test(model)) throw new AppError('invalid_request', { detail: 'A model name with line breaks cannot stand in a form.' });
    return splice(this.body, [{ start: part.start, end: part.end, bytes: Buffer.from(model) }]);
  }
}
