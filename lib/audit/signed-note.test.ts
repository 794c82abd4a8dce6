import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { leafHash } from './merkle.ts';
import { openCheckpoint, privateKeyOf, publicBytesOf, signCheckpoint, verifierKey } from './signed-note.ts';

const key = privateKeyOf(randomBytes(32));
const publicKey = publicBytesOf(key);
const checkpoint = { origin: 'gateway.example/audit/tnt_1/1', size: 20_852_163n, root: leafHash('root') };

describe('checkpoints as signed notes', () => {
  test('[AUD-2] open with the key that signed them, and with no byte changed', () => {
    const note = signCheckpoint(checkpoint, key);
    expect(note).toMatch(
      /^gateway\.example\/audit\/tnt_1\/1\n20852163\n[A-Za-z0-9+/]{43}=\n\n— gateway\.example\/audit\/tnt_1\/1 [A-Za-z0-9+/=]+\n$/,
    );
    expect(openCheckpoint(note, checkpoint.origin, publicKey)).toEqual(checkpoint);
    const bytes = Buffer.from(note);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(openCheckpoint(changed.toString(), checkpoint.origin, publicKey), `byte ${at}`).toBeUndefined();
    }
    expect(openCheckpoint(note, 'gateway.example/audit/tnt_1/2', publicKey)).toBeUndefined();
    expect(openCheckpoint(note, checkpoint.origin, publicBytesOf(privateKeyOf(randomBytes(32))))).toBeUndefined();
    expect(openCheckpoint(`${note}\n`, checkpoint.origin, publicKey)).toBeUndefined();
  });

  test('the verifier key is that of the signed-note specification', () => {
    // The example of c2sp.org/signed-note.
    const example = Buffer.from('AZ4fJAVcfWC8hdl3ItjqBQ6lmtcvV+bWYGkGUmjKVFvU', 'base64');
    const text = verifierKey('example.com/foo', example.subarray(1));
    expect(text).toMatch(/^example\.com\/foo\+[0-9a-f]{8}\+AZ4fJAVcfWC8hdl3ItjqBQ6lmtcvV\+bWYGkGUmjKVFvU$/);
  });
});
