import { describe, expect, test } from 'vitest';
import { type RedactionPattern, redactionPatterns } from '#lib/contracts/redaction-patterns.ts';
import { redactText } from './redact-text.ts';
import { rewriteJson } from './rewrite-json.ts';

const all = new Set<RedactionPattern>(redactionPatterns);
const redactJson = (body: Buffer, patterns: ReadonlySet<RedactionPattern>): Buffer =>
  rewriteJson(body, ({ text }) => redactText(text, patterns));

describe('[GOV-1] what is taken out of requests', () => {
  test.each([
    ['Write to ada.love+x@mail.example.co.uk, please', 'Write to [EMAIL], please'],
    ['Card 4111 1111 1111 1111 or 5500-0000-0000-0004.', 'Card [CREDIT_CARD] or [CREDIT_CARD].'],
    ['Account DE89 3704 0044 0532 0130 00', 'Account [IBAN]'],
    ['SSN 078-05-1120', 'SSN [US_SSN]'],
    ['Call +49 30 901820 or (212) 555-0100', 'Call [PHONE] or [PHONE]'],
    ['Host 192.168.0.12 is down', 'Host [IP_ADDRESS] is down'],
    ['key=AKIAIOSFODNN7EXAMPLE', 'key=[API_KEY]'],
    ['ghp_0123456789abcdefghijABCDEFGHIJ012345', '[API_KEY]'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----', '[PRIVATE_KEY]'],
    ['Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4fwp', 'Bearer [JWT]'],
  ])('%s', (text, redacted) => expect(redactText(text, all)).toBe(redacted));

  test.each([
    'Order 4111 1111 1111 1112 of 2026-11-21',
    'Version 1.2.3.4.5 and 999.1.1.1',
    'DE89 3704 0044 0532 0130 02',
    '000-12-3456',
    'a@b, @home, sk-short',
    'In 1984, 1,234,567 people; pi is 3.14159265358979323846',
  ])('leaves alone: %s', (text) => expect(redactText(text, all)).toBe(text));

  test('in JSON only strings change, with their escapes, and no name, number or picture', () => {
    const body =
      '{"ada@example.com" : "ada@example.com",\n "n":4111111111111111, "u":"\\u0061da@example.com \\"x\\"", "i":"data:image/png;base64,aGFkYUBleGFtcGxlLmNvbQ=="}';
    expect(redactJson(Buffer.from(body), new Set(['email'])).toString()).toBe(
      '{"ada@example.com" : "[EMAIL]",\n "n":4111111111111111, "u":"[EMAIL] \\"x\\"", "i":"data:image/png;base64,aGFkYUBleGFtcGxlLmNvbQ=="}',
    );
    const clean = Buffer.from('{"a":"b"}');
    expect(redactJson(clean, all)).toBe(clean);
  });

  test('a text is no picture because it begins like one', () => {
    const texts = [
      'data: ada@example.com',
      'data:image/png;base64,ada@example.com',
      'data:text/plain,ada@example.com',
      'data:;base64,a ada@example.com',
    ];
    for (const text of texts) {
      const redacted = redactJson(Buffer.from(JSON.stringify([text])), new Set(['email'])).toString();
      expect(redacted).toBe(JSON.stringify([text.replace('ada@example.com', '[EMAIL]')]));
    }
    // What a key looks like may stand in a picture by chance; with parameters of its kind it is a picture, too.
    for (const picture of ['data:image/png;base64,AKIAIOSFODNN7EXAMPLE', 'data:image/svg+xml;charset=utf-8;base64,AKIAIOSFODNN7EXAMPLE']) {
      const body = Buffer.from(JSON.stringify([picture]));
      expect(redactJson(body, all)).toBe(body);
    }
  });

  test('takes no longer than the text is long', () => {
    const hostile = [
      'a'.repeat(200_000),
      '1 '.repeat(100_000),
      'a.'.repeat(100_000),
      'eyJ'.repeat(60_000),
      '-----BEGIN PRIVATE KEY-----'.repeat(5_000),
      '1.1.'.repeat(50_000),
    ];
    for (const text of hostile) {
      const startedAt = performance.now();
      redactText(text, all);
      expect(performance.now() - startedAt).toBeLessThan(3_000);
    }
  });
});
