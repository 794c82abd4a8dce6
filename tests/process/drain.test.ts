import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { drain, trackUpgrades } from '#lib/front/drain.ts';

let server: Server;
let address: string;
let held: PromiseWithResolvers<ServerResponse>;

beforeEach(async () => {
  held = Promise.withResolvers();
  server = createServer((request, response) => {
    if (request.url === '/held') held.resolve(response);
    else response.end('done');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

it('takes calls while it still may, then none, and lets the running ones end', async () => {
  const running = fetch(`${address}/held`);
  const response = await held.promise;
  const drained = drain({ server, lane: undefined, acceptSeconds: 0.3, drainSeconds: 10 });
  expect(await (await fetch(address)).text()).toBe('done');
  await new Promise((resolve) => setTimeout(resolve, 400));
  await expect(fetch(address)).rejects.toThrow();
  response.end('late but whole');
  expect(await (await running).text()).toBe('late but whole');
  await drained;
});

it('cuts what does not end in time', async () => {
  const running = fetch(`${address}/held`).then((answer) => answer.text());
  const failed = expect(running).rejects.toThrow();
  await held.promise;
  const startedAt = performance.now();
  await drain({ server, lane: undefined, acceptSeconds: 0, drainSeconds: 0.2 });
  expect(performance.now() - startedAt).toBeLessThan(3000);
  await failed;
});

it('gives the lane its time first', async () => {
  const asked: number[] = [];
  const lane = {
    owns: () => false,
    handle() {},
    degraded: () => undefined,
    drain: async (ms: number) => void asked.push(ms),
    close: async () => {},
  };
  await drain({ server, lane, acceptSeconds: 0, drainSeconds: 7 });
  expect(asked).toEqual([7000]);
});

it('ends WebSockets, which the server no longer knows', async () => {
  const close = trackUpgrades(server);
  server.on('upgrade', (_request, socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: x\r\n\r\n'));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: x\r\n\r\n');
  await new Promise((resolve) => socket.once('data', resolve));
  const ended = new Promise((resolve) => socket.once('close', resolve));
  close();
  await ended;
});
