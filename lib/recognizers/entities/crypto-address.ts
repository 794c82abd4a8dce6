import type { Recognizer } from '../recognizer.ts';

const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** The checksum of BIP 173 and its successor for later versions (BIP 350). */
function hasBech32Check(address: string): boolean {
  const values = [3, 3, 0, 2, 3, ...[...address.slice(3)].map((character) => alphabet.indexOf(character))];
  let check = 1;
  for (const value of values) {
    const top = check >>> 25;
    check = ((check & 0x1ffffff) << 5) ^ value;
    for (const [bit, generator] of generators.entries()) if (((top >>> bit) & 1) === 1) check ^= generator;
  }
  return check === 1 || check === 0x2bc830a3;
}

/** Addresses of Bitcoin (BIP 173 checked, base58 by its form) and Ethereum. */
export const cryptoAddress: Recognizer = {
  entity: 'crypto_address',
  category: 'financial',
  label: 'Cryptocurrency address',
  need: 'token',
  form: /(?<![A-Za-z0-9])(?:bc1[02-9ac-hj-np-z]{11,71}|0x[0-9a-fA-F]{40}|[13][1-9A-HJ-NP-Za-km-z]{25,34})(?![A-Za-z0-9])/g,
  isReal: (found) => !found.startsWith('bc1') || hasBech32Check(found),
  score: (found) => (found.startsWith('0x') ? 60 : found.startsWith('bc1') ? 90 : 45),
  context: ['bitcoin', 'btc', 'wallet', 'ethereum', 'eth', 'crypto'],
};
