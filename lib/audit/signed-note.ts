import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';

/**
 * Checkpoints as signed notes (C2SP tlog-checkpoint and signed-note), with Ed25519: origin, size and root on a line each, an
 * empty line, and the signature.
 */

const ed25519 = Buffer.of(1);
/** What stands before a seed in PKCS #8, and before a public key in SPKI (RFC 8410). */
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** The private key of a seed of 32 bytes (RFC 8032). */
export const privateKeyOf = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: 'der', type: 'pkcs8' });

/** 32 bytes. */
export const publicBytesOf = (privateKey: KeyObject): Buffer =>
  createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length);

/** First four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key): tells keys apart, proves nothing. */
const keyIdOf = (name: string, publicKey: Buffer): Buffer =>
  hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), ed25519, publicKey]), 'buffer').subarray(0, 4);

/** The verifier key in its text form: name, id and public key. */
export const verifierKey = (name: string, publicKey: Buffer): string =>
  `${name}+${keyIdOf(name, publicKey).toString('hex')}+${Buffer.concat([ed25519, publicKey]).toString('base64')}`;

export interface Checkpoint {
  readonly origin: string;
  readonly size: bigint;
  /** Hexadecimal. */
  readonly root: string;
}

const bodyOf = ({ origin, size, root }: Checkpoint): string => `${origin}\n${size}\n${Buffer.from(root, 'hex').toString('base64')}\n`;

/** A signed note; `body` ends with a line end and has no empty line, and `name` is that of the key. */
export function signNote(body: string, name: string, privateKey: KeyObject): string {
  const signature = Buffer.concat([keyIdOf(name, publicBytesOf(privateKey)), sign(null, Buffer.from(body), privateKey)]);
  return `${body}\n\u2014 ${name} ${signature.toString('base64')}\n`;
}

/** The whole note; the key's name is the origin. */
export const signCheckpoint = (checkpoint: Checkpoint, privateKey: KeyObject): string =>
  signNote(bodyOf(checkpoint), checkpoint.origin, privateKey);

/** What the note says, when the key signed exactly that; undefined otherwise. */
export function openCheckpoint(note: string, origin: string, publicKey: Buffer): Checkpoint | undefined {
  const [, size = '', root = ''] = note.split('\n');
  if (!/^(0|[1-9]\d{0,18})$/.test(size)) return undefined;
  const checkpoint = { origin, size: BigInt(size), root: Buffer.from(root, 'base64').toString('hex') };
  return isSigned(note, bodyOf(checkpoint), origin, publicKey) ? checkpoint : undefined;
}

/** Whether the note is this body, signed by the key of this name. */
export function isSigned(note: string, body: string, name: string, publicKey: Buffer): boolean {
  const start = `${body}\n\u2014 ${name} `;
  if (!note.startsWith(start) || !note.endsWith('\n')) return false;
  const text = note.slice(start.length, -1);
  const signature = Buffer.from(text, 'base64');
  if (signature.toString('base64') !== text || !signature.subarray(0, 4).equals(keyIdOf(name, publicKey))) return false;
  const key = createPublicKey({ key: Buffer.concat([publicPrefix, publicKey]), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(body), key, signature.subarray(4));
}
