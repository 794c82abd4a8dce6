import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { serviceAccountExchange, serviceAccountForm } from './service-account.ts';
import { vertexAddress } from './vertex-requests.ts';

const pem = (key: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }): string =>
  String(key.export({ type: 'pkcs8', format: 'pem' }));
const rsa = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
const elliptic = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
const file = (more: object = {}): string =>
  JSON.stringify(
    {
      type: 'service_account',
      project_id: 'acme',
      private_key_id: '0123abcd',
      private_key: rsa,
      client_email: 'a@acme.iam.gserviceaccount.com',
      client_id: '1',
      token_uri: 'https://oauth2.googleapis.com/token',
      ...more,
    },
    null,
    2,
  );

test('[GW-3] of a key file only what asks for tokens is kept, and the end of the key’s id tells it', () => {
  const read = serviceAccountForm.read(file());
  if ('fault' in read) throw new Error(read.fault);
  expect(read.hint).toBe('abcd');
  expect(Object.keys(JSON.parse(read.credential))).toEqual(['client_email', 'private_key', 'private_key_id', 'token_uri']);
  const request = serviceAccountExchange.request({ credential: read.credential, settings: {}, now: Date.now() });
  expect(request).toMatchObject({ origin: 'https://oauth2.googleapis.com', path: '/token', method: 'POST' });
});

test.each([
  ['not json', 'Not JSON'],
  ['{"type":"authorized_user","refresh_token":"1//secret"}', 'but "authorized_user"'],
  [file({ client_email: undefined }), 'no client_email'],
  [file({ private_key: undefined }), 'no private_key'],
  [file({ private_key: rsa.slice(0, 200) }), 'no RSA key'],
  [file({ private_key: elliptic }), 'no RSA key'],
  [file({ token_uri: 'nowhere' }), 'token_uri'],
])('what is no key of a service account is refused in words that quote nothing (%#)', (text, words) => {
  const read = serviceAccountForm.read(text);
  expect(read).toEqual({ fault: expect.stringContaining(words) });
  expect(JSON.stringify(read)).not.toMatch(/secret|BEGIN/);
});

test('a stored key that cannot sign is a refused credential', () => {
  const credential = JSON.stringify({ client_email: 'a', private_key: 'x', private_key_id: 'y' });
  expect(() => serviceAccountExchange.request({ credential, settings: {}, now: 0 })).toThrow('provider_credentials_rejected');
});

test.each([
  ['europe-west4', 'https://europe-west4-aiplatform.googleapis.com'],
  ['global', 'https://aiplatform.googleapis.com'],
  ['eu', 'https://aiplatform.eu.rep.googleapis.com'],
])('the location %s is asked at %s', (region, address) => {
  expect(vertexAddress({ region })).toBe(address);
});
