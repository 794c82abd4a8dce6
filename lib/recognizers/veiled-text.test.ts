import { describe, expect, test } from 'vitest';
import { type RedactionPattern, redactionPatterns } from '#lib/contracts/redaction-patterns.ts';
import { RedactingFilter } from '#lib/data-classes/redacting-filter.ts';
import { redactText } from '#lib/policies/redaction/redact-text.ts';
import { Random } from '#tests/support/random.ts';
import { defaultScoreMin } from './find-data.ts';

const all = new Set<RedactionPattern>(redactionPatterns);
const card = '4111 1111 1111 1111';
const email = 'ada@example.com';
const wide = (text: string): string => text.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));
const digitsFrom = (zero: number) => (text: string) => text.replace(/\d/g, (one) => String.fromCodePoint(zero + Number(one)));
const each = (unit: (code: number) => string) => (text: string) => [...text].map((one) => unit(one.charCodeAt(0))).join('');

const veils: readonly (readonly [string, string, string])[] = [
  ['zero-width spaces in a card', card.replaceAll('11', '1\u200b1'), '[CREDIT_CARD]'],
  ['a word joiner in an address', 'ada\u2060@exam\u00adple.com', '[EMAIL]'],
  ['full-width digits', wide(card), '[CREDIT_CARD]'],
  ['a full-width address', wide(email), '[EMAIL]'],
  ['Arabic digits', digitsFrom(0x660)(card), '[CREDIT_CARD]'],
  ['mathematical digits', digitsFrom(0x1d7ce)(card), '[CREDIT_CARD]'],
  ['no-break spaces', card.replaceAll(' ', '\u00a0'), '[CREDIT_CARD]'],
  ['other dashes', card.replaceAll(' ', '\u2011'), '[CREDIT_CARD]'],
  ['combining marks', card.replaceAll('1', '1\u0336'), '[CREDIT_CARD]'],
  ['escapes of JSON within JSON', 'ada\\u0040example.com', '[EMAIL]'],
  ['an address all in escapes', each((code) => `\\u00${code.toString(16)}`)(email), '[EMAIL]'],
  ['entities of HTML', 'ada&#64;example&period;com', '[EMAIL]'],
  ['entities by hexadecimal numbers', each((code) => `&#x${code.toString(16)};`)(email), '[EMAIL]'],
  ['percent encoding', 'ada%40example.com', '[EMAIL]'],
  ['Base64', Buffer.from(`write to ${email}`).toString('base64'), '[EMAIL]'],
  ['Base64 for addresses', Buffer.from(`card ${card}`).toString('base64url'), '[CREDIT_CARD]'],
  ['a key in Base64', Buffer.from('key=AKIAIOSFODNN7EXAMPLE').toString('base64'), '[API_KEY]'],
];

describe('[GOV-2] data that is hidden from a search', () => {
  test.each(veils)('is found through %s', (_, hidden, told) => {
    expect(redactText(`Before ${hidden} after`, all)).toBe(`Before ${told} after`);
  });

  test.each(veils)('is found through %s in a stream, however that is cut', (_, hidden, told) => {
    const random = new Random(5);
    for (let round = 0; round < 5; round += 1) {
      const filter = new RedactingFilter({ scoreMin: defaultScoreMin }, [], ({ entity }) =>
        told.includes(entity.toUpperCase()) || told === '[API_KEY]' ? told : null,
      );
      const text = `Before ${hidden} after`;
      let out = '';
      for (let at = 0; at < text.length; ) {
        const size = 1 + random.below(4);
        out += filter.push(text.slice(at, at + size));
        at += size;
      }
      expect(out + filter.end()).toBe(`Before ${told} after`);
    }
  });

  test.each([
    'Grüße aus Köln, 3 × 4 = 12 – naïve café',
    '会議は三時からです。番号は１２３です。',
    'https://example.com/a%20b?q=%41%42',
    'dGhpcyBpcyBqdXN0IGEgc2VudGVuY2U=',
    'sha256-3Jp0aQbzKx1vTq9mWc8dLrY5uEoNs2hGfViMk7yXtZw=',
    'averyveryverylongidentifierofsomething',
    '{"text":"\\u00e9t\\u00e9"}',
    '👩‍👩‍👧 and 🏳️‍🌈',
  ])('leaves alone: %s', (text) => expect(redactText(text, all)).toBe(text));

  test('takes no longer than the text is long', () => {
    for (const text of [
      '\u200b'.repeat(200_000),
      '１'.repeat(200_000),
      '\\u0031'.repeat(40_000),
      'QUJD'.repeat(60_000),
      '%31'.repeat(80_000),
      '&#49;'.repeat(40_000),
      '\u{1d7d9}'.repeat(100_000),
    ]) {
      const startedAt = performance.now();
      redactText(text, all);
      expect(performance.now() - startedAt, text.slice(0, 6)).toBeLessThan(3_000);
    }
  });
});
