import { createServer } from 'node:http';
import { Pool } from 'undici';
import { numberFrom, tellPort } from './numbers.ts';

/**
 * The yardstick: the plainest proxy one would write, with Node's HTTP server and undici. It parses the body, sends it on
 * and pipes the answer back; no key, no price, no record, no limit.
 */

const pool = new Pool(process.env.BENCH_PROVIDER ?? '', { connections: 1024, pipelining: 1, bodyTimeout: 0, headersTimeout: 0 });

const server = createServer((message, response) => {
  const chunks: Buffer[] = [];
  message.on('data', (chunk: Buffer) => chunks.push(chunk));
  message.on('end', () => {
    const body = JSON.stringify(JSON.parse(Buffer.concat(chunks).toString()));
    const headers = { 'content-type': 'application/json', authorization: 'Bearer upstream' };
    pool
      .request({ method: 'POST', path: '/v1/chat/completions', headers, body })
      .then((upstream) => {
        response.writeHead(upstream.statusCode, { 'content-type': String(upstream.headers['content-type']) });
        upstream.body.pipe(response);
      })
      .catch((error: unknown) => response.writeHead(502).end(String(error)));
  });
});

server.listen(numberFrom('BENCH_PORT', 0), '127.0.0.1', () => {
  tellPort(server.address());
});
