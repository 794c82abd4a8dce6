import { expect, test } from 'vitest';
import { amzDate, signAwsRequest } from './sign-aws-request.ts';

/** What all vectors of AWS's published suite share (aws-sig-v4-test-suite, context.json). */
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', sessionToken: null };
const scope = { region: 'us-east-1', service: 'service', now: Date.parse('2015-08-30T12:36:00Z') };
const unreserved = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const form = 'Param1=value1';
const formHash = '9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e';

/** Name, method, path, headers beside host and date, body, and the signature that AWS publishes. */
const vectors: readonly [string, string, string, readonly string[], string | null, string][] = [
  ['get-vanilla', 'GET', '/', [], null, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [
    'get-vanilla-query-order-key-case',
    'GET',
    '/?Param2=value2&Param1=value1',
    [],
    null,
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'get-vanilla-query-unreserved',
    'GET',
    `/?${unreserved}=${unreserved}`,
    [],
    null,
    '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
  ],
  ['get-vanilla-utf8-query', 'GET', '/?%E1%88%B4=bar', [], null, '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04'],
  [
    'get-header-key-duplicate',
    'GET',
    '/',
    ['My-Header1', 'value2', 'My-Header1', 'value2', 'My-Header1', 'value1'],
    null,
    'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  ],
  [
    'get-header-value-trim',
    'GET',
    '/',
    ['My-Header1', ' value1', 'My-Header2', ' "a   b   c"'],
    null,
    'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  ],
  ['get-unreserved', 'GET', `/${unreserved}`, [], null, '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f'],
  ['get-utf8', 'GET', '/ሴ', [], null, '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
  ['get-space-unnormalized', 'GET', '/example space/', [], null, '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741'],
  ['get-slashes-unnormalized', 'GET', '//example//', [], null, '87cca117541a147f6df867677d98a7d80dff226d2bfca9e4ffa899665623c7e5'],
  ['post-vanilla', 'POST', '/', [], null, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ['post-vanilla-query', 'POST', '/?Param1=value1', [], null, '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11'],
  ['post-header-key-sort', 'POST', '/', ['My-Header1', 'value1'], null, 'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c'],
  [
    'post-x-www-form-urlencoded',
    'POST',
    '/',
    ['Content-Type', 'application/x-www-form-urlencoded', 'Content-Length', '13', 'X-Amz-Content-Sha256', formHash],
    form,
    'd3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b',
  ],
  [
    'post-x-www-form-urlencoded-parameters',
    'POST',
    '/',
    ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8', 'Content-Length', '13', 'X-Amz-Content-Sha256', formHash],
    form,
    '328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422',
  ],
];

test.each(vectors)('[GW-3] the signature of AWS’s vector %s', (_name, method, path, more, body, signature) => {
  const headers = ['Host', 'example.amazonaws.com', 'X-Amz-Date', amzDate(scope.now), ...more];
  const signed = signAwsRequest({ method, path, headers, body: body === null ? null : Buffer.from(body) }, credentials, scope);
  expect(signed).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20150830\/us-east-1\/service\/aws4_request, SignedHeaders=[a-z0-9;-]*host/,
  );
  expect(signed.slice(signed.lastIndexOf('=') + 1)).toBe(signature);
});

test('a path that is sent encoded is signed encoded once more', () => {
  const sign = (path: string) => signAwsRequest({ method: 'POST', path, headers: ['host', 'h'], body: null }, credentials, scope);
  expect(sign('/model/a%3A0/invoke')).not.toBe(sign('/model/a:0/invoke'));
  expect(amzDate(Date.parse('2026-11-21T08:09:10.123Z'))).toBe('20261121T080910Z');
});
