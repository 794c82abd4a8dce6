import { describe, expect, test } from 'vitest';
import { termPattern } from '#lib/recognizers/index.ts';
import { Random } from '#tests/support/random.ts';
import { RedactingFilter } from './redacting-filter.ts';
import { placeholderOf } from './replace-findings.ts';
import { RestoringFilter } from './restoring-filter.ts';
import type { TextFilter } from './text-filter.ts';
import { TokenBook } from './token-book.ts';

const whole = (filter: TextFilter, text: string): string => filter.push(text) + filter.end();

function inPieces(filter: TextFilter, text: string, random: Random): string {
  let out = '';
  for (let at = 0; at < text.length; ) {
    const size = 1 + random.below(random.chance(0.7) ? 4 : 60);
    out += filter.push(text.slice(at, at + size));
    at += size;
  }
  return out + filter.end();
}

const fragments = [
  'Write to ada@example.com, ',
  'card 4111 1111 1111 1111 ',
  '<EMAIL_1> and <CREDIT_CARD_1>',
  '<EMAIL_12> <EM',
  'AIL_1>',
  'the quick brown fox ',
  'project falcon flies ',
  '你好，世界 ',
  '-----BEGIN RSA PRIVATE KEY-----\nMIIBOgIBAAJB in it\n-----END RSA PRIVATE KEY----- done ',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4fwp ',
  '< b > & "c" \\ ',
  'password: hunter2hunter2 ',
  '12 34 56 78 '.repeat(40),
  'A'.repeat(700),
  '\ud83d\ude00',
];

describe('[GOV-2] texts that come in pieces', () => {
  const options = { scoreMin: 60, denied: termPattern(['Project Falcon']) };
  const redacting = () => new RedactingFilter(options, ['project '], placeholderOf);
  const book = new TokenBook('');
  book.tokenFor('email', 'ada@"example".com');
  book.tokenFor('credit_card', '4111 1111 1111 1111');
  const restoring = () => new RestoringFilter(book, false);

  test('any cutting gives the same text', () => {
    const random = new Random(7);
    for (let round = 0; round < 400; round += 1) {
      const text = Array.from({ length: 1 + random.below(8) }, () => random.pick(fragments)).join('');
      expect(inPieces(redacting(), text, random)).toBe(whole(redacting(), text));
      expect(inPieces(restoring(), text, random)).toBe(whole(restoring(), text));
    }
  });

  test('nothing that is found stays, wherever the text is cut', () => {
    const text = 'Ask ada@example.com about Project Falcon, card 4111 1111 1111 1111, password: hunter2hunter2 please';
    const clean = 'Ask [EMAIL] about [DENIED_TERM], card [CREDIT_CARD], password: [PASSWORD] please';
    for (let at = 0; at <= text.length; at += 1) {
      const filter = redacting();
      expect(filter.push(text.slice(0, at)) + filter.push(text.slice(at)) + filter.end()).toBe(clean);
    }
  });

  test('prose goes out word by word', () => {
    const filter = redacting();
    expect(filter.push('the quick bro')).toBe('the quick ');
    expect(filter.push('wn fox: ')).toBe('brown fox: ');
    expect(filter.push('4111 1111 ')).toBe('');
    expect(filter.push('1111 1111 is')).toBe('');
    expect(filter.push(' it ')).toBe('[CREDIT_CARD] is it ');
  });

  test('a text without an end of a word is let go after a while, what is found in it taken out', () => {
    const text = `${'12 34 56 78 '.repeat(200)}4111 1111 1111 1111 ${'12 34 56 78 '.repeat(200)}`;
    const filter = redacting();
    expect(filter.push(text).length).toBeGreaterThan(3_000);
    expect(whole(redacting(), text)).toContain('[CREDIT_CARD]');
  });

  test('tokens come back in text as they were, in JSON as JSON writes them; others stay', () => {
    expect(whole(restoring(), '<EMAIL_1>, <EMAIL_2>, <CREDIT_CARD_1>')).toBe('ada@"example".com, <EMAIL_2>, 4111 1111 1111 1111');
    expect(whole(new RestoringFilter(book, true), '{"to":"<EMAIL_1>"}')).toBe('{"to":"ada@\\"example\\".com"}');
  });

  test('one value has one token, and no token is one that the caller wrote', () => {
    const own = new TokenBook('I write <EMAIL_1> and <EMAIL_2>');
    expect([own.tokenFor('email', 'a@b.example'), own.tokenFor('email', 'c@d.example'), own.tokenFor('email', 'a@b.example')]).toEqual([
      '<EMAIL_3>',
      '<EMAIL_4>',
      '<EMAIL_3>',
    ]);
    expect([own.valueOf('<EMAIL_3>'), own.valueOf('<EMAIL_1>')]).toEqual(['a@b.example', undefined]);
  });
});
