import { expect, test } from 'vitest';
import { readSaid, type SaidOptions } from './read-said.ts';

const said = (body: string | Buffer, options: Partial<SaidOptions> = {}) => readSaid(Buffer.from(body), { source: 'user', ...options });
const textsOf = (body: string | Buffer, options: Partial<SaidOptions> = {}): string[] =>
  [...said(body, options).texts()].map(({ text }) => text);
const sectionsOf = (body: string | Buffer, options: Partial<SaidOptions> = {}) =>
  [...said(body, options).sections()].map(({ line, parts }) => [line, ...parts.map(({ source, text }) => `${source}: ${text}`)]);

test('[GOV-2] a body is read by what it is, whatever it is called', () => {
  expect(textsOf('{"a":"\\u0061","b":[1,"c"]}')).toEqual(['a', 'c']);
  expect(textsOf('"a"\n"b"\n\n{"c":"d"}')).toEqual(['a', 'b', 'd']);
  expect(textsOf('He said "a" to b')).toEqual(['He said "a" to b']);
  expect(textsOf('{"a":"b"\n')).toEqual(['{"a":"b"\n']);
  expect(textsOf('')).toEqual([]);
  const form = '--x\r\nContent-Disposition: form-data; name="prompt"\r\n\r\nHello\r\n--x--\r\n';
  expect(textsOf(form, { contentType: 'multipart/form-data; boundary=x' })).toEqual(['Hello']);
  expect(textsOf(form)).toEqual([form]);
});

test('[GOV-2] what is no text, and a text that is too long, cannot be read; a list of requests is read to its end', () => {
  const long = `{"a":"${'b '.repeat(2_200_000)}"}`;
  for (const body of [Buffer.from([0x61, 0]), Buffer.from([0xff, 0xfe]), long])
    expect([said(body).hasUnread(), textsOf(body)]).toEqual([true, []]);
  expect([said(long, { isLong: true }).hasUnread(), textsOf(long, { isLong: true }).length]).toEqual([false, 1]);
  expect([said(long, { isRequests: true }).hasUnread(), textsOf(long, { isRequests: true }).length]).toEqual([false, 1]);
  const picture = '{"url":"data:image/png;base64,iVBORw0KGgo="}';
  expect([said(picture).hasUnread(), said(`${picture}\n{"a":"b"}`).hasUnread(), said('{"a":"b"}').hasUnread()]).toEqual([
    true,
    true,
    false,
  ]);
});

test('[GOV-2] a place is told by its line where lines mean something', () => {
  const lines = said('{"a":"b"}\n\n{"a":"c"}');
  expect([...lines.texts()].map(({ start }) => lines.lineOf(start, 0))).toEqual([1, 3]);
  const text = said('é\nb\nc');
  expect([text.lineOf(0, 0), text.lineOf(0, 2), text.lineOf(0, 4)]).toEqual([1, 2, 3]);
  expect(said('{"a":"b"}').lineOf(5, 0)).toBeNull();
});

test('[GOV-5] guardrails read each line as a request of its own, by whose word it is', () => {
  const body = {
    model: 'm',
    messages: [
      { role: 'system', content: 'Be kind' },
      { role: 'user', content: 'Hello' },
    ],
  };
  const line = JSON.stringify({ custom_id: 'a', url: '/v1/chat/completions', body });
  expect(sectionsOf(`${line}\n${line}`, { isRequests: true })).toEqual([
    [1, 'trusted: Be kind', 'user: Hello'],
    [2, 'trusted: Be kind', 'user: Hello'],
  ]);
  expect(sectionsOf(JSON.stringify(body), { isConversation: true })).toEqual([[null, 'trusted: Be kind', 'user: Hello']]);
  expect(sectionsOf('{"name":"Ada"}', { source: 'tool' })).toEqual([[null, 'tool: Ada']]);
  expect(sectionsOf('Ada', { source: 'tool' })).toEqual([[null, 'tool: Ada']]);
});
