import { expect, test } from 'vitest';
import { UpstreamFailure } from '#lib/outbound/index.ts';
import { excerptOf, faultOf, modelsIn } from './judge-answer.ts';

test('the provider’s own words come without the credential it quotes', () => {
  const body = JSON.stringify({ error: { message: 'Incorrect key: sk-very-secret.\n Check it.' } });
  expect(excerptOf(body, 'sk-very-secret')).toBe('Incorrect key: [credential]. Check it.');
  expect(excerptOf('<h1>no</h1>\u0007', null)).toBe('<h1>no</h1>');
  expect(excerptOf('x'.repeat(1000), null)).toHaveLength(300);
});

test('each way to fail says what to do', () => {
  const answered = (status: number) => faultOf({ kind: 'answered', status, body: '' }, null);
  expect(answered(200)).toBeUndefined();
  expect(answered(401)).toMatch(/Rotate/);
  const forbidden = '{"message":"User: arn:aws:iam::1:user/a is not authorized to perform: bedrock:ListFoundationModels"}';
  expect(faultOf({ kind: 'answered', status: 403, body: forbidden }, null)).toMatch(/may not do this.*ListFoundationModels/);
  expect(answered(403)).toMatch(/Rotate/);
  expect(answered(404)).toMatch(/address/);
  expect(answered(429)).toMatch(/credential works/);
  expect(answered(302)).toMatch(/redirects/);
  expect(answered(503)).toMatch(/later/);
  expect(answered(418)).toMatch(/418/);
  expect(faultOf({ kind: 'late' }, null)).toMatch(/in time/);
  const cause = Object.assign(new Error('x'), { code: 'ENOTFOUND' });
  expect(faultOf({ kind: 'failed', failure: new UpstreamFailure('unreachable', false, cause) }, null)).toMatch(/ENOTFOUND/);
});

test('models are read from each shape of the list and from nothing else', () => {
  expect(modelsIn('{"data":[{"id":"b"},{"id":"a"},{"id":"b"},{"no":1},7]}', 10)).toEqual(['a', 'b']);
  expect(modelsIn('[{"id":"a"}]', 10)).toEqual(['a']);
  expect(modelsIn('{"models":[{"name":"models/gemini-2.5-flash"},{"name":7}]}', 10)).toEqual(['gemini-2.5-flash']);
  expect(modelsIn('{"data":[{"id":"a"},{"id":"b"}]}', 1)).toEqual(['a']);
  for (const body of ['', 'null', '{}', '"x"', '{"data":{}}']) expect(modelsIn(body, 10)).toEqual([]);
});
