import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { roleStatements, scramVerifier } from './role-statements.ts';
import { databaseRoles, roleName, rolePassword } from './roles.ts';

describe('roles', () => {
  it('carry the name of the database, and refuse one that PostgreSQL would cut', () => {
    expect(roleName('tollgate', 'app')).toBe('tollgate_app');
    expect(roleName('x'.repeat(54), 'operator')).toHaveLength(63);
    expect(() => roleName('x'.repeat(55), 'operator')).toThrow('too long');
  });

  it('have passwords of their own in every database, the same each time', () => {
    const all = ['one', 'two'].flatMap((database) => databaseRoles.map((role) => rolePassword('secret', database, role)));
    expect(new Set(all).size).toBe(all.length);
    expect(rolePassword('secret', 'one', 'app')).toBe(all[1]);
    expect(all.every((password) => /^[\w-]{43}$/.test(password))).toBe(true);
  });

  it('never show a password in the statements that make them', () => {
    const text = roleStatements('secret', 'tollgate', new Set()).join('\n');
    for (const role of databaseRoles) expect(text).not.toContain(rolePassword('secret', 'tollgate', role));
  });
});

describe('scramVerifier', () => {
  it('is that of RFC 7677, section 3', () => {
    // The example there gives the client's proof; it fits the stored key of this verifier.
    const verifier = scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'), 4096);
    const message =
      'n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
    const [stored = '', server = ''] = (verifier.split('$')[2] ?? '').split(':');
    expect(verifier).toMatch(/^SCRAM-SHA-256\$4096:W22ZaJ0SNY7soEsUEjb6gQ==\$/);
    const signature = createHmac('sha256', Buffer.from(server, 'base64')).update(message).digest('base64');
    expect(signature).toBe('6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
    const salted = pbkdf2Sync('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'), 4096, 32, 'sha256');
    const clientKey = createHmac('sha256', salted).update('Client Key').digest();
    expect(stored).toBe(createHash('sha256').update(clientKey).digest('base64'));
    const proof = Buffer.from('dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=', 'base64');
    const clientSignature = createHmac('sha256', Buffer.from(stored, 'base64')).update(message).digest();
    expect(Buffer.from(proof.map((byte, index) => byte ^ (clientSignature[index] ?? 0)))).toEqual(clientKey);
  });
});
