import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { mailAction, mailBars, mailFoot, mailHeading, mailPage, mailTable } from './mail-parts.ts';
import { staticMarkup } from './static-markup.ts';

const hostile = `<b onclick="x">&'"</b>`;

describe('[REP-1] the markup of a message', () => {
  test.each([
    ['a heading', mailHeading(hostile)],
    ['an action', mailAction(hostile, `https://x.example/?a=1&b="${hostile}`)],
    ['a foot', mailFoot(hostile, { text: hostile, href: '%%unsubscribe%%' })],
    ['a table', mailTable({ headers: [{ text: hostile, numeric: true }], rows: [[hostile], ['']] })],
    ['bars', mailBars([0, 0.5, 1].map((share) => ({ label: hostile, value: '1', share })))],
    ['nothing and numbers', createElement('p', null, null, false, 0, [1, ' '], createElement('br'))],
  ])('of %s is that of React', (_, element) => {
    expect(staticMarkup(element)).toBe(renderToStaticMarkup(element));
  });

  test('of a whole page has its style and its texts, escaped', () => {
    const html = staticMarkup(mailPage({ title: hostile, preheader: hostile, children: [mailHeading(hostile)] }));
    expect(html).toContain('<style>:root{color-scheme:light dark');
    expect(html).not.toContain('<b ');
    expect(html.match(/<\/html>$/)).not.toBeNull();
  });

  test('has no components', () => {
    expect(() => staticMarkup(createElement(() => null))).toThrow(TypeError);
  });
});
