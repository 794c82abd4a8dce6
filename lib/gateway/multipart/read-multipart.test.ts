import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { MultipartForm } from './multipart-form.ts';
import { readMultipart } from './read-multipart.ts';

const type = 'multipart/form-data; boundary=edge';
const part = (disposition: string, content: string | Buffer, more = ''): Buffer =>
  Buffer.concat([
    Buffer.from(`--edge\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
const form = (...parts: readonly Buffer[]): Buffer => Buffer.concat([...parts, Buffer.from('--edge--\r\n')]);

/** The detail of what `act` throws; fails when it throws nothing. */
function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.detail}`;
    throw error;
  }
  throw new Error('It was not refused');
}

describe('[GW-1] forms are read from their bytes', () => {
  it('finds parts of any bytes, and changes the model alone', () => {
    const sound = Buffer.from([0, 255, 13, 10, 45, 45, 13, 10, 13, 10, 1]);
    const body = form(
      part('name="model"', 'whisper-1'),
      part('name="file"; filename="a \\"b\\".wav"', sound, 'Content-Type: audio/wav\r\n'),
      part('name="prompt"', ''),
      part('name=language', 'dé'),
    );
    const read = new MultipartForm(body, type);
    expect(read.model()).toBe('whisper-1');
    const [file] = read.files('file');
    expect(file?.filename).toBe('a "b".wav');
    expect(file && read.bytesOf(file).equals(sound)).toBe(true);
    expect([read.text('prompt'), read.text('language'), read.text('none')]).toEqual(['', 'dé', undefined]);
    const changed = read.withModel('openai-whisper');
    expect(changed.equals(Buffer.from(body.toString('latin1').replace('whisper-1', 'openai-whisper'), 'latin1'))).toBe(true);
    expect(new MultipartForm(changed, type).model()).toBe('openai-whisper');
  });

  it('takes quoted boundaries and a line break before the first one', () => {
    const body = Buffer.concat([Buffer.from('\r\n'), form(part('name="model"', 'm'))]);
    expect(new MultipartForm(body, 'Multipart/Form-Data; charset=utf-8; boundary="edge"').model()).toBe('m');
  });

  it.each([
    ['another boundary', form(part('name="model"', 'm')), 'multipart/form-data; boundary=other', 'does not begin with the boundary'],
    ['no boundary', form(part('name="model"', 'm')), 'multipart/form-data', 'no usable boundary'],
    ['two boundaries', form(part('name="model"', 'm')), 'multipart/form-data; boundary=edge; boundary=other', 'no usable boundary'],
    ['JSON', Buffer.from('{}'), 'application/json', 'unsupported_media_type'],
    ['nothing', Buffer.alloc(0), type, 'does not begin'],
    ['a cut end', part('name="model"', 'm'), type, 'not closed'],
    ['a cut part', part('name="model"', 'm').subarray(0, -6), type, 'headers of a part do not end'],
    ['a part that is never closed', Buffer.from('--edge\r\nContent-Disposition: form-data; name="model"\r\n\r\nabc'), type, 'not closed'],
    ['a part without a name', form(part('filename="x"', 'm')), type, 'no name'],
    ['a part of another kind', Buffer.from('--edge\r\nContent-Type: text/plain\r\n\r\nx\r\n--edge--'), type, 'no Content-Disposition'],
    ['an encoded part', form(part('name="model"', 'bQ==', 'Content-Transfer-Encoding: base64\r\n')), type, 'Content-Transfer-Encoding'],
    [
      'a boundary that goes on',
      Buffer.from('--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--edgewise\r\n--edge--'),
      type,
      'followed by neither',
    ],
    ['something behind the end', Buffer.concat([form(part('name="model"', 'm')), Buffer.from('--edge\r\n')]), type, 'follows its end'],
    ['too many parts', form(...Array.from({ length: 300 }, (_, at) => part(`name="p${at}"`, ''))), type, 'more than 256 parts'],
    ['endless headers', Buffer.from(`--edge\r\nX: ${'x'.repeat(9000)}\r\n\r\nx\r\n--edge--`), type, 'headers of a part do not end'],
  ])('refuses %s', (_name, body, contentType, words) => {
    expect(refusal(() => new MultipartForm(body, contentType))).toContain(words);
  });

  it('refuses fields that could be read in two ways', () => {
    const twice = new MultipartForm(form(part('name="model"', 'a'), part('name="model"', 'b')), type);
    expect(refusal(() => twice.model())).toContain('there twice');
    const stray = new MultipartForm(form(part('name="Model"', 'a')), type);
    expect(refusal(() => stray.model())).toContain('case-sensitive');
    const file = new MultipartForm(form(part('name="model"; filename="m"', 'a')), type);
    expect(refusal(() => file.model())).toContain('not a file');
    const odd = new MultipartForm(form(part('name="stream"', 'maybe'), part('name="n"', '11'), part('name="file"', 'text')), type);
    expect(refusal(() => odd.boolean('stream'))).toContain('true or false');
    expect(refusal(() => odd.count('n', 10))).toContain('1 to 10');
    expect(refusal(() => odd.files('file'))).toContain('must be a file');
    expect(refusal(() => odd.model())).toContain('missing');
  });

  it('cuts no byte wrongly, whatever lies between the boundaries', () => {
    const alphabet = ['\r', '\n', '-', '--', 'edge', '--edge'.slice(0, 5), '\0', 'x'];
    for (let seed = 1; seed <= 500; seed += 1) {
      let state = seed;
      const next = () => (state = (state * 1103515245 + 12345) % 2147483648);
      const content = Array.from({ length: next() % 12 }, () => alphabet[next() % alphabet.length]).join('');
      if (`\r\n${content}\r\n`.includes('\r\n--edge')) continue;
      const body = form(part('name="a"', content), part('name="b"', 'end'));
      const parts = readMultipart(body, 'edge');
      expect(parts.map(({ start, end }) => body.toString('latin1', start, end))).toEqual([content, 'end']);
    }
  });
});
