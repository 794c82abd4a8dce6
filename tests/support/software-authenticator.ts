import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** Parts of an answer that a test wants to be other than they should be. */
export interface Deviation {
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  /** User verification: a finger, a face or a PIN. */
  readonly isVerified?: boolean;
  readonly signCount?: number;
  /** Signs with a key that is not the registered one. */
  readonly isForged?: boolean;
  readonly userHandle?: string;
}

const b64 = (bytes: Buffer): string => bytes.toString('base64url');
const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();

/** CBOR (RFC 8949) of what an attestation holds: short texts, byte strings below 64 kB, small integers and maps of them. */
function cbor(value: unknown): Buffer {
  const head = (major: number, length: number): Buffer => {
    if (length < 24) return Buffer.from([(major << 5) | length]);
    return length < 256 ? Buffer.from([(major << 5) | 24, length]) : Buffer.from([(major << 5) | 25, length >> 8, length & 0xff]);
  };
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (!(value instanceof Map)) throw new Error('Not written here');
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, inner]) => [cbor(key), cbor(inner)])]);
}

/** An authenticator without hardware (WebAuthn, attestation `none`, ES256): makes one passkey and answers with it. */
export class SoftwareAuthenticator {
  readonly credentialId = b64(randomBytes(32));
  signCount = 0;
  readonly #origin: string;
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #stranger: KeyObject = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

  constructor(origin: string) {
    this.#origin = origin;
  }

  #clientData(type: string, challenge: string, { origin = this.#origin }: Deviation): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  #authenticatorData(deviation: Deviation, attested: Buffer = Buffer.alloc(0)): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(deviation.signCount ?? this.signCount);
    const flags = 0x01 | (deviation.isVerified === false ? 0 : 0x04) | (attested.length > 0 ? 0x40 : 0);
    return Buffer.concat([sha256(deviation.rpId ?? new URL(this.#origin).hostname), Buffer.from([flags]), count, attested]);
  }

  /** What a browser gives of `navigator.credentials.create`. */
  register(challenge: string, deviation: Deviation = {}) {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    const key = cbor(
      new Map<number, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ]),
    );
    const id = Buffer.from(this.credentialId, 'base64url');
    const length = Buffer.from([id.length >> 8, id.length & 0xff]);
    const authData = this.#authenticatorData(deviation, Buffer.concat([Buffer.alloc(16), length, id, key]));
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ]);
    return {
      ...{ id: this.credentialId, rawId: this.credentialId, type: 'public-key' as const, clientExtensionResults: {} },
      response: {
        clientDataJSON: b64(this.#clientData(deviation.type ?? 'webauthn.create', challenge, deviation)),
        attestationObject: b64(cbor(attestation)),
        transports: ['internal'],
      },
    };
  }

  /** What a browser gives of `navigator.credentials.get`; counts each signature. */
  answer(challenge: string, deviation: Deviation = {}) {
    this.signCount += 1;
    const clientData = this.#clientData(deviation.type ?? 'webauthn.get', challenge, deviation);
    const authData = this.#authenticatorData(deviation);
    const key = deviation.isForged === true ? this.#stranger : this.#keys.privateKey;
    return {
      ...{ id: this.credentialId, rawId: this.credentialId, type: 'public-key' as const, clientExtensionResults: {} },
      response: {
        clientDataJSON: b64(clientData),
        authenticatorData: b64(authData),
        signature: b64(sign('sha256', Buffer.concat([authData, sha256(clientData)]), key)),
        ...(deviation.userHandle === undefined ? {} : { userHandle: deviation.userHandle }),
      },
    };
  }
}
