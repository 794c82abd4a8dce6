import { describe, expect, it } from 'vitest';
import { emailAddress, line, paragraph, timeZone } from './fields.ts';

describe('shared fields', () => {
  it('a line is trimmed, not empty, bounded, and one line', () => {
    expect(line(5).parse('  abc ')).toBe('abc');
    for (const wrong of ['', '   ', 'abcdef', 'a\nb', 'a\u0000b', 'a\u2028b', 'a\u007fb'])
      expect(line(5).safeParse(wrong).success).toBe(false);
    expect(line(20).parse('Änne Höß محمد 📎')).toBe('Änne Höß محمد 📎');
  });

  it('a paragraph may have lines and tabs, and be empty', () => {
    expect(paragraph(20).parse('a\n\tb')).toBe('a\n\tb');
    expect(paragraph(20).parse('')).toBe('');
    for (const wrong of ['a\u0000', 'a\u001b[2J', 'x'.repeat(21)]) expect(paragraph(20).safeParse(wrong).success).toBe(false);
  });

  it('an e-mail address is one, of at most 320 characters', () => {
    expect(emailAddress.safeParse('Ada.Lovelace+x@example.co.uk').success).toBe(true);
    for (const wrong of [
      'ada',
      'ada@',
      '@example.com',
      'ada@example',
      'a b@example.com',
      `${'a'.repeat(320)}@example.com`,
      'a@example.com\n',
    ])
      expect({ wrong, success: emailAddress.safeParse(wrong).success }).toEqual({ wrong, success: false });
  });

  it('a time zone is one of IANA’s, not an offset', () => {
    for (const zone of ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires']) expect(timeZone.safeParse(zone).success).toBe(true);
    for (const wrong of ['+02:00', 'Europe/Nowhere', '', 'Mars'])
      expect({ wrong, success: timeZone.safeParse(wrong).success }).toEqual({ wrong, success: false });
  });
});
