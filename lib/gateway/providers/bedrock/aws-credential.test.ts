import { expect, test } from 'vitest';
import { awsCredentialForm, awsCredentialsOf } from './aws-credential.ts';

const id = 'AKIAIOSFODNN7EXAMPLE';
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

test('[GW-3] an access key is known by its id, an API key by its end', () => {
  expect(awsCredentialForm.read(`${id}:${secret}`)).toEqual({ credential: `${id}:${secret}`, hint: 'MPLE' });
  expect(awsCredentialForm.read('bedrock-api-key-abcd')).toEqual({ credential: 'bedrock-api-key-abcd', hint: 'abcd' });
  expect(awsCredentialsOf(`ASIA2:${secret}:tok==`)).toEqual({ accessKeyId: 'ASIA2', secretAccessKey: secret, sessionToken: 'tok==' });
  expect(awsCredentialsOf('bedrock-api-key-abcd')).toBeUndefined();
});

test.each([
  [id, 'secret access key is missing'],
  [`${secret}:${id}`, 'no access key id'],
  [`${id}:short`, 'no secret access key'],
  [`${id}:${secret} `, 'no secret access key'],
  [`ASIAIOSFODNN7EXAMPLE:${secret}`, 'session token'],
  [`ASIAIOSFODNN7EXAMPLE:${secret}:with space`, 'session token'],
  ['two words', 'no spaces'],
])('%s is refused in words that quote nothing', (text, words) => {
  const read = awsCredentialForm.read(text);
  expect(read).toEqual({ fault: expect.stringContaining(words) });
  expect(JSON.stringify(read)).not.toContain(secret);
});
