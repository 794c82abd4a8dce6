import { describe, expect, it } from 'vitest';
import { personPattern } from './person-pattern.ts';

const hits = (pattern: string, text: string): boolean => new RegExp(pattern.replaceAll('[:alnum:]', 'A-Za-z0-9'), 'i').test(text);

describe('what names a person [GOV-6]', () => {
  const pattern = personPattern({ email: 'ann.lee+x@example.com', name: 'Ann Lee' });

  it.each(['ann.lee+x@example.com', 'Mail to <ANN.LEE+X@EXAMPLE.COM>.', 'for Ann Lee, please', 'ann lee', '"Ann Lee"'])(
    'finds it in %s',
    (text) => expect(hits(pattern, text)).toBe(true),
  );

  it.each(['joann.lee+x@example.com', 'annXlee+x@example.com', 'ann.lee+x@example.com.au', 'Ann Leeson', 'MaryAnn Lee2', 'Ann', 'Lee'])(
    'leaves %s',
    (text) => expect(hits(pattern, text)).toBe(false),
  );

  it('takes no name of one word for a name', () => {
    expect(hits(personPattern({ email: 'may@example.com', name: 'May' }), 'You may go')).toBe(false);
  });

  it('finds a name with quotes inside JSON', () => {
    const json = personPattern({ email: 'a@example.com', name: 'Ann "Dot" Lee' }, 'json');
    expect(hits(json, JSON.stringify({ note: 'by Ann "Dot" Lee' }))).toBe(true);
  });
});
