import { describe, expect, it } from 'vitest';
import { newUuid } from '#lib/core/ids.ts';
import { createMasterKeys } from '#lib/core/master-keys.ts';
import { openEmbed, signEmbed } from './embed-token.ts';

const masters = createMasterKeys('a secret of at least thirty-two characters');
const claims = { tenantId: newUuid(), embedId: newUuid(), expiresAt: 1_800_000_000, filters: { model: 'gpt-4o' } };
const token = signEmbed(masters, claims);
const [payload = '', signature = ''] = token.split('.');
const forged = (change: object): string =>
  `${Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...change })).toString('base64url')}.${signature}`;

describe('the signature of an embed [ANA-6]', () => {
  it('opens to what was signed', () => {
    expect(openEmbed(masters, token)).toEqual(claims);
  });

  it.each([
    ['a later end', forged({ x: 1_900_000_000 })],
    ['other filters', forged({ f: {} })],
    ['another tenant', forged({ t: newUuid() })],
    ['another embed', forged({ e: newUuid() })],
    ['another key', forged({ k: 'no such key' })],
    ['a field more', forged({ scope: 'all' })],
    ['no signature', `${payload}.`],
    ['half a signature', `${payload}.${signature.slice(0, 20)}`],
    ['a second spelling of the same bytes', `${payload}.${signature}=`],
    ['a third part', `${token}.x`],
    ['no JSON', `e30x.${signature}`],
    ['nothing', ''],
    ['far too much', `${'a'.repeat(100_000)}.${signature}`],
  ])('does not open with %s', (_, changed) => {
    expect(openEmbed(masters, changed)).toBeUndefined();
  });

  it('is good as long as its secret is among the former ones, and no longer', () => {
    const next = 'another secret of at least thirty-two letters';
    expect(openEmbed(createMasterKeys(next, ['a secret of at least thirty-two characters']), token)).toEqual(claims);
    expect(openEmbed(createMasterKeys(next), token)).toBeUndefined();
  });
});
