import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { afterEach, expect, test } from 'vitest';
import { selfSignedCertificate } from '#tests/support/self-signed-certificate.ts';
import { createAddressPolicy } from './address-policy.ts';
import type { ResolveHost } from './guarded-lookup.ts';
import { traceConnection } from './trace-connection.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const policy = createAddressPolicy(['127.0.0.0/8']);
const to =
  (address: string): ResolveHost =>
  (_name, done) =>
    done(null, [{ address, family: 4 }]);
const trace = async (origin: string, resolve?: ResolveHost) =>
  (await traceConnection({ policy, timeoutMs: 500, resolve }, origin)).map(({ step, ok, found }) => [step, ok, found]);

test('[GW-3] the way to a provider is told step by step, and asks it nothing', async () => {
  let asked = 0;
  const count = () => {
    asked += 1;
  };
  const port = await listen(createServer(count));
  expect(await trace(`http://models.test:${port}`, to('127.0.0.1'))).toEqual([
    ['dns', true, '127.0.0.1'],
    ['connect', true, `127.0.0.1, port ${port}`],
  ]);
  expect(await trace(`http://127.0.0.1:${port}`)).toEqual([['connect', true, `127.0.0.1, port ${port}`]]);
  expect(asked).toBe(0);
});

test('[GW-3] it ends with the step that fails', async () => {
  const { privateKey, certificate } = selfSignedCertificate();
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const port = await listen(createTlsServer({ key, cert: certificate }));
  expect(await trace(`https://models.test:${port}`, to('127.0.0.1'))).toEqual([
    ['dns', true, '127.0.0.1'],
    ['connect', true, `127.0.0.1, port ${port}`],
    ['tls', false, expect.stringMatching(/CERT/)],
  ]);
  const closed = await listen(createServer());
  await new Promise((resolve) => servers.pop()?.close(resolve));
  expect(await trace(`http://127.0.0.1:${closed}`)).toEqual([['connect', false, 'ECONNREFUSED']]);
  const unknown: ResolveHost = (_name, done) => done(Object.assign(new Error('none'), { code: 'ENOTFOUND' }), []);
  expect(await trace('https://nowhere.test', unknown)).toEqual([['dns', false, 'ENOTFOUND']]);
  expect(await trace('https://slow.test', () => {})).toEqual([['dns', false, 'Nothing came within 0.5 s']]);
});

test('[GW-3] what may not be reached is not gone to', async () => {
  expect(await trace('https://inside.test', to('10.0.0.1'))).toEqual([['dns', false, 'The address may not be reached']]);
  expect(await trace('https://169.254.169.254')).toEqual([]);
});
