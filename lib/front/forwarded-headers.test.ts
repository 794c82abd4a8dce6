import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ProxyTrust, proxyTrust } from '#lib/core/client-address.ts';
import { callerOf, forwardedHeaders } from './forwarded-headers.ts';

let server: Server;
let trust: ProxyTrust;
let address = '';

beforeAll(async () => {
  server = createServer((request, response) => response.end(JSON.stringify(forwardedHeaders(request, callerOf(request, trust), 'req_1'))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`;
});
afterAll(() => server.close());

/** The country that the process behind is told, or undefined. */
async function countryTold(headers: Readonly<Record<string, string>>): Promise<string | undefined> {
  const told: string[] = await (await fetch(address, { headers })).json();
  const at = told.findIndex((name) => name.toLowerCase() === 'x-tollgate-country');
  return at < 0 ? undefined : told[at + 1];
}

it('[IAM-6] tells the country that a trusted proxy says, and nobody else', async () => {
  trust = proxyTrust(['127.0.0.1'], 'CF-IPCountry');
  expect(await countryTold({ 'cf-ipcountry': 'de' })).toBe('DE');
  expect(await countryTold({ 'x-tollgate-country': 'DE' })).toBeUndefined();
  for (const nonsense of ['T1', 'Germany', 'D', '']) expect(await countryTold({ 'cf-ipcountry': nonsense })).toBeUndefined();
  trust = proxyTrust(['192.0.2.1'], 'CF-IPCountry');
  expect(await countryTold({ 'cf-ipcountry': 'DE' })).toBeUndefined();
  trust = proxyTrust(['127.0.0.1']);
  expect(await countryTold({ 'cf-ipcountry': 'DE', 'x-tollgate-country': 'DE' })).toBeUndefined();
});
