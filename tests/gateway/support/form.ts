/** A WAV file of so many seconds of 16-bit mono at 8,000 samples a second. */
export function wav(seconds: number): Buffer {
  const data = Buffer.alloc(16_000 * seconds, 0x0d);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(16_000, 28);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** Of the forms below. */
export const boundary = '----edge0001';
/** A field of a form; bytes are a file. */
export type Field = readonly [name: string, value: string | Buffer];
/** A form written by hand, so that each of its bytes is known. */
export const formOf = (fields: readonly Field[]): Buffer =>
  Buffer.concat([
    ...fields.flatMap(([name, value]) => [
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${typeof value === 'string' ? '' : '; filename="a.wav"\r\nContent-Type: audio/wav'}\r\n\r\n`,
      ),
      Buffer.from(value),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);

/** The content type of such a form. */
export const formType = `multipart/form-data; boundary=${boundary}`;
