import { describe, expect, it } from 'vitest';
import { eventMessage, eventStreamMessage } from '#tests/gateway/support/event-stream.ts';
import { EventStreamSplitter } from './event-stream-splitter.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('[GW-3] AWS’s event stream', () => {
  it('reads the messages that AWS’s SDKs are tested with', () => {
    const empty = hex('00000010 00000000 05c248eb 7d98c8ff');
    const payload = hex('0000001d 00000000 fd528c5a 7b27666f6f273a27626172277d c3653936');
    const header = hex(
      '0000003d 00000020 07fd8396 0c636f6e74656e742d74797065 07 0010 6170706c69636174696f6e2f6a736f6e 7b27666f6f273a27626172277d 8d9c08b1',
    );
    const messages = new EventStreamSplitter().push(Buffer.concat([empty, payload, header]));
    expect(messages.map(({ headers, payload: body }) => [[...headers], body.toString()])).toEqual([
      [[], ''],
      [[], "{'foo':'bar'}"],
      [[['content-type', 'application/json']], "{'foo':'bar'}"],
    ]);
  });

  it('reads chunks that break anywhere', () => {
    const bytes = Buffer.concat([eventMessage('chunk', { größe: 1 }), eventMessage('end', {})]);
    for (let size = 1; size < bytes.length; size += 1) {
      const splitter = new EventStreamSplitter();
      const seen = [];
      for (let at = 0; at < bytes.length; at += size) seen.push(...splitter.push(bytes.subarray(at, at + size)));
      splitter.end();
      expect(seen.map(({ headers, payload }) => [headers.get(':event-type'), payload.toString()])).toEqual([
        ['chunk', '{"größe":1}'],
        ['end', '{}'],
      ]);
    }
  });

  it('passes over headers of every other type', () => {
    const values =
      '0161 00 0162 01 0163 02 07 0164 03 0001 0165 04 00000001 0166 05 0000000000000001 0167 06 0002 abcd 0168 08 0000000000000001';
    const others = hex(`${values} 0169 09 00112233445566778899aabbccddeeff`);
    // Written into a message whose header is as long, so that only the checksum has to be made anew.
    const message = eventStreamMessage({ x: 'y'.repeat(others.length - 5) }, '{}');
    others.copy(message, 12);
    expect(() => new EventStreamSplitter().push(message)).toThrow('provider_error');
  });

  it('believes no byte that the checksums do not cover', () => {
    const message = eventMessage('chunk', { a: 'b'.repeat(50) });
    for (let at = 0; at < message.length; at += 1) {
      const spoilt = Buffer.from(message);
      spoilt.writeUInt8(spoilt.readUInt8(at) ^ 0x10, at);
      const splitter = new EventStreamSplitter();
      expect(() => {
        splitter.push(spoilt);
        splitter.end();
      }, String(at)).toThrow('provider_error');
    }
  });

  it('does not take a stream for whole that breaks off, nor lengths that cannot be', () => {
    const splitter = new EventStreamSplitter();
    expect(splitter.push(eventMessage('chunk', {}).subarray(0, -1))).toEqual([]);
    expect(() => splitter.end()).toThrow('provider_error');
    for (const prelude of ['7fffffff 00000000', '00000010 00000020', '00000000 00000000']) {
      const lengths = hex(prelude);
      expect(() => new EventStreamSplitter().push(Buffer.concat([lengths, Buffer.alloc(8)]))).toThrow('provider_error');
    }
  });
});
