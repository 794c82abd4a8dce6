import { crc32 } from 'node:zlib';

const string = (text: string): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text)]);
};

const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** A message of AWS's event stream as its services write it: string headers, payload, both checksums. */
export function eventStreamMessage(headers: Readonly<Record<string, string>>, payload: string): Buffer {
  const encoded = Buffer.concat(
    Object.entries(headers).map(([name, value]) =>
      Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([7]), string(value)]),
    ),
  );
  const lengths = Buffer.concat([word(16 + encoded.length + Buffer.byteLength(payload)), word(encoded.length)]);
  const whole = Buffer.concat([lengths, word(crc32(lengths)), encoded, Buffer.from(payload)]);
  return Buffer.concat([whole, word(crc32(whole))]);
}

/** An event with a JSON payload. */
export const eventMessage = (type: string, payload: object): Buffer =>
  eventStreamMessage({ ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' }, JSON.stringify(payload));

/** An exception as it comes in the middle of a stream. */
export const exceptionMessage = (type: string, message: string): Buffer =>
  eventStreamMessage(
    { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' },
    JSON.stringify({ message }),
  );

/** An event of Anthropic's stream as Bedrock carries it. */
export const claudeChunk = (event: object): Buffer =>
  eventMessage('chunk', { bytes: Buffer.from(JSON.stringify(event)).toString('base64'), p: 'abcdefgh' });
