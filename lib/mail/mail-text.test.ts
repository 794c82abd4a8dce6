import { expect, test } from 'vitest';
import { linkMarker, renderMail } from './mail-text.ts';

const content = {
  subject: 'Raise "A"\r\nBcc: everybody@example.com',
  paragraphs: ['<script>alert(1)</script> asks.'],
  facts: [['Reason', `O'Neil & "Sons"`]],
  action: 'Decide',
  foot: 'Small <b>print</b>',
} as const;

test('what people wrote is text in every form, and a subject is one line', () => {
  const marker = linkMarker('0193');
  const { subject, text, html } = renderMail(content, marker);
  expect(subject).toBe('Raise "A" Bcc: everybody@example.com');
  expect(html).not.toContain('<script>');
  expect(html).not.toContain('<b>');
  expect(html).toContain('O&#39;Neil &amp; &quot;Sons&quot;');
  expect(text).toContain('<script>alert(1)</script> asks.');
  expect([text.split(marker).length, html.split(marker).length]).toEqual([2, 2]);
});
