import { expect, it } from 'vitest';
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.ts';

const pepper = Buffer.alloc(32, 1);

it('[IAM-5] recovery codes are ten, differ, can be read out, and are found however they are typed', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[a-hjkmnp-z2-9]{5}-[a-hjkmnp-z2-9]{5}$/);
  const [code = ''] = codes;
  const hash = recoveryCodeHash(pepper, 'a', code);
  for (const typed of [code.toUpperCase(), code.replace('-', ''), ` ${code.replace('-', ' ')} `])
    expect(recoveryCodeHash(pepper, 'a', typed)).toBe(hash);
  expect(recoveryCodeHash(pepper, 'b', code)).not.toBe(hash);
  expect(hash).not.toContain(code.replace('-', ''));
});
