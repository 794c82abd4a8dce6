import { createHash, createHmac } from 'node:crypto';

/** An access key of AWS; the session token belongs to temporary ones. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | null;
}

/** What is signed of a request. */
export interface AwsRequest {
  readonly method: string;
  /** Path and query as they are sent. */
  readonly path: string;
  /** The headers to be signed, `host` among them; names and values alternate, in any case. */
  readonly headers: readonly string[];
  readonly body: Buffer | null;
}

/** Where and when a signature holds. */
export interface AwsScope {
  readonly region: string;
  /** As its endpoint says, such as `bedrock`. */
  readonly service: string;
  /** Milliseconds since the epoch. AWS takes it for five minutes. */
  readonly now: number;
}

const algorithm = 'AWS4-HMAC-SHA256';

const hash = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** Percent-encodes all but the unreserved characters (RFC 3986 section 2.3). */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** The path with each segment encoded once more, as all services but S3 want it. */
const canonicalPath = (path: string): string => path.split('/').map(encode).join('/');

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = query.split('&').map((pair) => {
    const at = pair.indexOf('=');
    const [name, value] = at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    return `${encode(decodeURIComponent(name))}=${encode(decodeURIComponent(value))}`;
  });
  return pairs.sort().join('&');
}

/** The headers by name in lower case, with inner spaces collapsed; several of a name are one, in their order. */
function canonicalHeaders(headers: readonly string[]): readonly (readonly [string, string])[] {
  const byName = new Map<string, string>();
  for (let at = 0; at < headers.length; at += 2) {
    const name = (headers[at] ?? '').toLowerCase();
    const value = (headers[at + 1] ?? '').trim().replace(/ +/g, ' ');
    const before = byName.get(name);
    byName.set(name, before === undefined ? value : `${before},${value}`);
  }
  return [...byName].sort(([left], [right]) => (left < right ? -1 : 1));
}

/** `20150830T123600Z` */
export const amzDate = (now: number): string => new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');

/**
 * The `authorization` header of a request by AWS Signature Version 4 (docs.aws.amazon.com/IAM, "Create a signed AWS API
 * request"). Its headers have to carry `x-amz-date` of the same time, and `x-amz-security-token` for temporary keys.
 */
export function signAwsRequest(request: AwsRequest, credentials: AwsCredentials, { region, service, now }: AwsScope): string {
  const [path = '', query = ''] = request.path.split('?', 2);
  const headers = canonicalHeaders(request.headers);
  const signedHeaders = headers.map(([name]) => name).join(';');
  const canonical = [
    request.method,
    canonicalPath(path),
    canonicalQuery(query),
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    signedHeaders,
    hash(request.body ?? ''),
  ].join('\n');
  const time = amzDate(now);
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = [region, service, 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${credentials.secretAccessKey}`, day));
  const signature = hmac(key, [algorithm, time, scope, hash(canonical)].join('\n')).toString('hex');
  return `${algorithm} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}
