import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chatBody, openScene, post, type Scene } from './support/call.ts';
import { answerJson, answerStream, chatCompletion, chunk, done, wait } from './support/scripted-provider.ts';

/** Everything that comes back on a bare connection until it closes or the time is over. */
function converse(port: number, talk: (socket: Socket) => void | Promise<void>, untilMs = 8_000): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const finish = () => {
      socket.destroy();
      resolve(text);
    };
    const timer = setTimeout(finish, untilMs);
    socket.on('data', (bytes) => {
      text += bytes.toString();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      finish();
    });
    socket.on('connect', () => void talk(socket));
  });
}

describe('the fast lane on the wire', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene({ settings: { bodyBytesMax: 1024 * 1024, totalMs: 5_000 } });
    scene.provider.script = answerJson(chatCompletion());
  });
  afterEach(() => scene.stop());

  const head = (more: string) =>
    `POST /api/v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${scene.gateway.key}\r\n${more}`;
  const whole = (body = chatBody(), more = '') => head(`${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);

  it('refuses fifty megabytes without taking them, and the caller gets to read it', async () => {
    const before = process.memoryUsage().arrayBuffers;
    let status = 0;
    let sentAll = false;
    const answer = await new Promise<string>((resolve, reject) => {
      const request = httpRequest(
        {
          host: '127.0.0.1',
          port: scene.gateway.port,
          path: '/api/v1/chat/completions',
          method: 'POST',
          headers: { authorization: `Bearer ${scene.gateway.key}` },
        },
        (response) => {
          status = response.statusCode ?? 0;
          let text = '';
          response.on('data', (bytes) => {
            text += String(bytes);
          });
          response.on('end', () => resolve(text));
        },
      );
      request.on('error', reject);
      const part = Buffer.alloc(64 * 1024, 0x20);
      const send = (left: number): void => {
        if (left === 0) {
          sentAll = true;
          request.end();
        } else if (request.write(part)) setImmediate(() => send(left - 1));
        else request.once('drain', () => send(left - 1));
      };
      send(800);
    });
    expect([status, JSON.parse(answer).error.code]).toEqual([413, 'body_too_large']);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 1024 * 1024);
    expect(typeof sentAll).toBe('boolean');
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'refused', errorCode: 'body_too_large', costNanoUsd: 0n });
    expect(scene.gateway.recorder.holds).toEqual([]);
  });

  it('refuses a body that announces itself as too large before any of it is sent, and closes', async () => {
    const text = await converse(
      scene.gateway.port,
      (socket) => {
        socket.write(head('content-length: 52428800\r\n\r\n'));
      },
      7_000,
    );
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text.toLowerCase()).toContain('connection: close');
    expect(text).toContain('"code":"body_too_large"');
  });

  it('asks for a body with 100 Continue only when it wants it', async () => {
    const body = chatBody();
    const wanted = await converse(scene.gateway.port, async (socket) => {
      socket.write(head(`expect: 100-continue\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n`));
      await wait(100);
      socket.write(body);
    });
    expect(wanted).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
    const unwanted = await converse(
      scene.gateway.port,
      (socket) => {
        socket.write(`POST /api/v1/chat/completions HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 99999\r\n\r\n`);
      },
      500,
    );
    expect(unwanted).toMatch(/^HTTP\/1\.1 401 /);
    expect(unwanted).not.toContain('100 Continue');
  });

  it('takes chunked bodies', async () => {
    const body = chatBody();
    const text = await converse(scene.gateway.port, (socket) => {
      const [first, second] = [body.slice(0, 20), body.slice(20)];
      socket.write(head('transfer-encoding: chunked\r\nconnection: close\r\n\r\n'));
      socket.write(`${first.length.toString(16)}\r\n${first}\r\n`);
      socket.write(`${second.length.toString(16)}\r\n${second}\r\n0\r\n\r\n`);
    });
    expect(text).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(scene.provider.last.body.toString()).toBe(body);
  });

  it('answers pipelined calls in their order, also behind a stream', async () => {
    scene.provider.script = (response, request) => {
      const isStream = request.body.includes('"stream":true');
      if (isStream) return answerStream([chunk({ content: 'streamed' }), chunk({}, 'stop'), done], 'end', 30)(response, request);
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(chatCompletion(request.body.includes('second') ? 'second' : 'third'));
    };
    const text = await converse(scene.gateway.port, (socket) => {
      socket.write(
        whole(chatBody({ stream: true })) +
          whole(chatBody({ user: 'second' })) +
          whole(chatBody({ user: 'third' }), 'connection: close\r\n'),
      );
    });
    expect(text.match(/HTTP\/1\.1 200 OK/g)?.length).toBe(3);
    const places = ['streamed', '"content":"second"', '"content":"third"'].map((word) => text.indexOf(word));
    expect(places).toEqual([...places].sort((left, right) => left - right));
    expect(places[0]).toBeGreaterThan(0);
  });

  it('keeps a connection for the next call, after refusals too', async () => {
    const text = await converse(scene.gateway.port, async (socket) => {
      socket.write(whole('{'));
      await wait(50);
      socket.write(whole(chatBody(), 'connection: close\r\n'));
    });
    expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => match[1])).toEqual(['400', '200']);
  });

  it('forgets an upload that breaks off', async () => {
    await converse(scene.gateway.port, async (socket) => {
      socket.write(head('content-length: 1000\r\n\r\n{"model"'));
      await wait(50);
      socket.destroy();
    });
    await wait(50);
    expect(scene.gateway.runtime.running.size).toBe(0);
    expect(scene.gateway.recorder.events).toEqual([]);
    expect((await post(scene.gateway)).status).toBe(200);
  });

  it('gives up an upload that never ends', async () => {
    const text = await converse(
      scene.gateway.port,
      (socket) => {
        socket.write(head('content-length: 1000\r\n\r\n{"model"'));
      },
      8_000,
    );
    expect(text).toMatch(/^HTTP\/1\.1 504 /);
    expect(text).toContain('"code":"deadline_exceeded"');
  });

  it('serves ten calls after each other over one connection upstream', async () => {
    const connections = new Set<unknown>();
    scene.provider.script = (response) => {
      connections.add(response.socket);
      response.writeHead(200, { 'content-type': 'application/json' }).end(chatCompletion());
    };
    for (let call = 0; call < 10; call += 1) await (await post(scene.gateway)).text();
    expect(connections.size).toBe(1);
  });

  it('uses the connection upstream again after a stream', async () => {
    const connections = new Set<unknown>();
    scene.provider.script = (response, request) => {
      connections.add(response.socket);
      return answerStream([chunk({ content: 'a' }), chunk({}, 'stop'), done])(response, request);
    };
    for (let call = 0; call < 3; call += 1) {
      await (await post(scene.gateway, { body: chatBody({ stream: true }) })).text();
      await wait(30);
    }
    expect(connections.size).toBe(1);
  });
});
