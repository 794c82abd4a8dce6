import { createServer, type Socket } from 'node:net';
import { numberFrom, tellPort } from './numbers.ts';

/**
 * A provider that costs almost nothing: canned chat completions over a bare socket, so that what is measured is the
 * gateway. A request to stream says how: `Send 200 events every 20 ms.`
 */

const content = 'Paris is the capital of France. '.repeat(8);
const usage = { prompt_tokens: 24, completion_tokens: 60, total_tokens: 84, prompt_tokens_details: { cached_tokens: 0 } };
const whole = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_760_000_000,
  model: 'gpt-4o-mini-2024-07-18',
  choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' }],
  usage,
});
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(whole)}\r\n\r\n${whole}`,
);
const streamHead = Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n');

const chunked = (text: string): Buffer => Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
const event = (choices: object[], more: object = {}): string =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o-mini', choices, ...more })}\n\n`;
const token = chunked(event([{ index: 0, delta: { content: ' token' }, logprobs: null, finish_reason: null }]));
const ending = Buffer.concat([
  chunked(event([{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }])),
  chunked(event([], { usage })),
  chunked('data: [DONE]\n\n'),
  Buffer.from('0\r\n\r\n'),
]);

function stream(socket: Socket, events: number, everyMs: number): void {
  socket.write(streamHead);
  let sent = 0;
  const step = () => {
    if (socket.destroyed) return;
    if (sent === events) {
      socket.write(ending);
      return;
    }
    sent += 1;
    socket.write(token);
    if (everyMs === 0) setImmediate(step);
    else setTimeout(step, everyMs);
  };
  step();
}

function respond(socket: Socket, body: Buffer): void {
  const wanted = body.includes('"stream":true') ? /(\d+) events every (\d+) ms/.exec(body.toString('latin1')) : null;
  if (wanted === null) socket.write(answer);
  else stream(socket, Number(wanted[1]), Number(wanted[2]));
}

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => {});
  let pending: Buffer | null = null;
  socket.on('data', (bytes: Buffer) => {
    pending = pending === null ? bytes : Buffer.concat([pending, bytes]);
    for (;;) {
      const headEnd = pending.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(pending.toString('latin1', 0, headEnd))?.[1] ?? 0);
      const end = headEnd + 4 + length;
      if (pending.length < end) return;
      respond(socket, pending.subarray(headEnd + 4, end));
      if (pending.length === end) {
        pending = null;
        return;
      }
      pending = pending.subarray(end);
    }
  });
});

server.listen(numberFrom('BENCH_PORT', 0), '127.0.0.1', () => {
  tellPort(server.address());
});
