import type { CredentialForm } from '#lib/core/connection-form.ts';
import type { AwsCredentials } from '#lib/outbound/index.ts';

const accessKey = /^(?:AKIA|ASIA)[A-Z0-9]{12,124}$/;
const secretKey = /^[A-Za-z0-9/+=]{16,256}$/;
const apiKey = /^[\x21-\x39\x3b-\x7e]+$/;

/** The parts of an access key as it is stored; undefined for an API key, which has no colon. */
export function awsCredentialsOf(credential: string): AwsCredentials | undefined {
  const [accessKeyId = '', secretAccessKey, sessionToken = null] = credential.split(':');
  return secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey, sessionToken };
}

/** What is wrong with an access key; nothing of it is quoted. */
function faultOf({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentials): string | undefined {
  if (!accessKey.test(accessKeyId)) return 'The part before the first colon is no access key id: it begins with AKIA or ASIA.';
  if (!secretKey.test(secretAccessKey)) return 'The part behind the access key id is no secret access key.';
  if (accessKeyId.startsWith('ASIA') && sessionToken === null)
    return 'A temporary access key (ASIA…) needs its session token: add it after another colon.';
  if (sessionToken !== null && !apiKey.test(sessionToken)) return 'The session token has characters that no header can carry.';
  return undefined;
}

/** An access key of AWS, written with colons between its parts, or an API key of Bedrock's. */
export const awsCredentialForm: CredentialForm = {
  label: 'Access key or API key',
  hint: 'ACCESS_KEY_ID:SECRET_ACCESS_KEY of an IAM user who may invoke models (with :SESSION_TOKEN for temporary keys), or an Amazon Bedrock API key.',
  isLong: false,
  read(text) {
    const credentials = awsCredentialsOf(text);
    if (credentials === undefined) {
      if (accessKey.test(text)) return { fault: 'The secret access key is missing: write ACCESS_KEY_ID:SECRET_ACCESS_KEY.' };
      return apiKey.test(text)
        ? { credential: text, hint: text.slice(-4) }
        : { fault: 'A credential has no spaces and only plain characters' };
    }
    const fault = faultOf(credentials);
    // The id of an access key is no secret, and what AWS lists it by.
    return fault === undefined ? { credential: text, hint: credentials.accessKeyId.slice(-4) } : { fault };
  },
};
