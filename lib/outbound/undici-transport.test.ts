import { createServer, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createAddressPolicy } from './address-policy.ts';
import type { ResolveHost } from './guarded-lookup.ts';
import { UndiciTransport } from './undici-transport.ts';
import type { UpstreamExchange, UpstreamFailure } from './upstream-exchange.ts';

const servers: (Server | TcpServer)[] = [];
const transports: UndiciTransport[] = [];

afterEach(async () => {
  await Promise.all(transports.splice(0).map((transport) => transport.close()));
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  }
});

const portOf = (server: Server | TcpServer): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

async function serve(answer: (response: ServerResponse, url: string) => void): Promise<number> {
  const server = createServer((message, response) => answer(response, message.url ?? ''));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return portOf(server);
}

function transport(networks: readonly string[] = ['127.0.0.0/8'], resolve?: ResolveHost, more: object = {}): UndiciTransport {
  const made = new UndiciTransport({
    policy: createAddressPolicy(networks),
    connectTimeoutMs: 400,
    connectionsPerOriginMax: 4,
    originsMax: 4,
    ...(resolve === undefined ? {} : { resolve }),
    ...more,
  });
  transports.push(made);
  return made;
}

const request = (origin: string, path = '/v1') => ({
  origin,
  path,
  method: 'POST' as const,
  headers: ['x-test', '1'],
  body: Buffer.from('{}'),
});

const kindOf = (exchange: UpstreamExchange): Promise<string> =>
  exchange.head.then(
    () => 'answered',
    (failure: UpstreamFailure) => `${failure.kind}${failure.dispatched ? ', dispatched' : ''}`,
  );

const bodyOf = (exchange: UpstreamExchange): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    exchange.read({ data: (chunk) => chunks.push(chunk), end: () => resolve(Buffer.concat(chunks).toString()), fail: reject });
  });

describe('an exchange', () => {
  it('delivers head and body, also when they arrived before anybody asked', async () => {
    const port = await serve((response) => response.writeHead(201, { 'x-seen': 'yes' }).end('hello'));
    const exchange = transport().open(request(`http://127.0.0.1:${port}`));
    const head = await exchange.head;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(head.status).toBe(201);
    expect(head.headers['x-seen']).toBe('yes');
    expect(await bodyOf(exchange)).toBe('hello');
  });

  it('does not follow a redirect', async () => {
    const port = await serve((response, url) =>
      url === '/v1' ? response.writeHead(302, { location: '/inside' }).end() : response.end('inside'),
    );
    const exchange = transport().open(request(`http://127.0.0.1:${port}`));
    expect((await exchange.head).status).toBe(302);
    expect(await bodyOf(exchange)).toBe('');
  });

  it('tells an unreachable provider from one that breaks off', async () => {
    const closedPort = await serve((response) => response.end());
    for (const server of servers.splice(0)) server.close();
    const breaking = await serve((response) => response.socket?.destroy());
    const sender = transport();
    expect(await kindOf(sender.open(request(`http://127.0.0.1:${closedPort}`)))).toBe('unreachable');
    expect(await kindOf(sender.open(request(`http://127.0.0.1:${breaking}`)))).toBe('reset, dispatched');
  });

  it('reports a body that is shorter than promised', async () => {
    const port = await serve((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('short', () => response.socket?.destroy());
    });
    const exchange = transport().open(request(`http://127.0.0.1:${port}`));
    await exchange.head;
    await expect(bodyOf(exchange)).rejects.toMatchObject({ kind: 'reset' });
  });

  it('reports an answer that is not HTTP', async () => {
    const server = createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    expect(await kindOf(transport().open(request(`http://127.0.0.1:${portOf(server)}`)))).toBe('protocol, dispatched');
  });

  it('can be aborted at any time, and the provider notices', async () => {
    let noticed: () => void = () => {};
    const dropped = new Promise<void>((resolve) => {
      noticed = resolve;
    });
    const port = await serve((response) => {
      response.on('close', noticed);
      response.writeHead(200).write('first');
    });
    const exchange = transport().open(request(`http://127.0.0.1:${port}`));
    await exchange.head;
    const failed = new Promise((resolve) => exchange.read({ data: () => {}, end: () => resolve('end'), fail: resolve }));
    exchange.abort();
    exchange.abort();
    expect(await failed).toMatchObject({ kind: 'aborted', dispatched: true });
    await dropped;
  });

  it('fails at once when it is aborted while the connection is being made', async () => {
    const never: ResolveHost = () => {};
    const exchange = transport([], never).open(request('https://slow.example'));
    const kind = kindOf(exchange);
    exchange.abort();
    expect(await kind).toBe('aborted');
  });

  it('holds the provider back while paused', async () => {
    const port = await serve((response) => {
      response.writeHead(200);
      response.end(Buffer.alloc(8 * 1024 * 1024));
    });
    const exchange = transport().open(request(`http://127.0.0.1:${port}`));
    await exchange.head;
    let size = 0;
    let finish: () => void = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    exchange.read({ data: (chunk) => (size += chunk.length), end: finish, fail: finish });
    exchange.pause();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(size).toBeLessThan(4 * 1024 * 1024);
    exchange.resume();
    await finished;
    expect(size).toBe(8 * 1024 * 1024);
  });
});

describe('the guard', () => {
  const answering =
    (...addresses: string[]): ResolveHost =>
    (_name, done) =>
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );

  it('refuses literal private addresses before anything is sent', async () => {
    const port = await serve((response) => response.end());
    expect(await kindOf(transport([]).open(request(`http://127.0.0.1:${port}`)))).toBe('address_not_allowed');
    expect(await kindOf(transport([]).open(request(`http://[::1]:${port}`)))).toBe('address_not_allowed');
  });

  it.each([
    ['a private one', ['10.0.0.1']],
    ['a public and a private one', ['1.1.1.1', '169.254.169.254']],
    ['an IPv4-mapped one', ['::ffff:127.0.0.1']],
  ])('refuses a name that resolves to %s', async (_what, addresses) => {
    const sender = transport([], answering(...addresses));
    expect(await kindOf(sender.open(request('https://provider.example')))).toBe('address_not_allowed');
  });

  it('judges a name again at each connection, so a changed answer of DNS does not slip through', async () => {
    const port = await serve((response) => response.writeHead(200, { connection: 'close' }).end('ok'));
    let calls = 0;
    const rebinding: ResolveHost = (_name, done) => {
      calls += 1;
      done(null, [{ address: calls === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }]);
    };
    const sender = transport(['127.0.0.0/8'], rebinding);
    const first = sender.open(request(`http://provider.example:${port}`));
    await first.head;
    await bodyOf(first);
    expect(await kindOf(sender.open(request(`http://provider.example:${port}`)))).toBe('address_not_allowed');
  });

  it('connects to the address that was judged', async () => {
    const port = await serve((response) => response.end('pinned'));
    const exchange = transport(['127.0.0.0/8'], answering('127.0.0.1')).open(request(`http://provider.example:${port}`));
    await exchange.head;
    expect(await bodyOf(exchange)).toBe('pinned');
  });

  it('reports a name without an address as unreachable', async () => {
    const unknown: ResolveHost = (_name, done) => done(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }), []);
    expect(await kindOf(transport([], unknown).open(request('https://nowhere.example')))).toBe('unreachable');
    expect(await kindOf(transport([], answering()).open(request('https://nowhere.example')))).toBe('unreachable');
  });
});

describe('the pools', () => {
  it('forgets the least recently used idle origin', async () => {
    const sender = transport();
    const ports = await Promise.all(Array.from({ length: 6 }, () => serve((response) => response.end('ok'))));
    for (const port of ports) {
      const exchange = sender.open(request(`http://127.0.0.1:${port}`));
      await exchange.head;
      expect(await bodyOf(exchange)).toBe('ok');
    }
    const again = sender.open(request(`http://127.0.0.1:${ports[0]}`));
    await again.head;
    expect(await bodyOf(again)).toBe('ok');
  });
});
