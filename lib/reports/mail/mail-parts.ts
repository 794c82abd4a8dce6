import { type CSSProperties, createElement, type ReactElement, type ReactNode } from 'react';

/**
 * Parts of an e-mail. Tables and inline styles are what every mail program shows; classes only serve those that know dark mode.
 * Written without JSX: the worker runs these files as they are.
 */

const h = createElement;
const font = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
const ink = '#16181d';
const quiet = '#5b616e';
const line = '#e3e5ea';
const blue = '#3b62d9';

const cell = (align: 'left' | 'right', extra: CSSProperties = {}): CSSProperties => ({
  ...{ padding: '5px 8px 5px 0', textAlign: align, verticalAlign: 'top', fontSize: '13px', borderBottom: `1px solid ${line}` },
  ...extra,
});

/** A table for layout, which screen readers do not read out as one. */
const layout = (children: ReactNode, style: CSSProperties = {}): ReactElement =>
  h(
    'table',
    { role: 'presentation', cellPadding: 0, cellSpacing: 0, width: '100%', style: { borderCollapse: 'collapse', ...style } },
    h('tbody', null, children),
  );

/** Colours for programs that show mail dark; the rest keep the light ones that stand with each element. */
const darkStyles = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){.page,.card{background:#16181d!important}.ink{color:#eef0f4!important}.quiet{color:#a4aab6!important}.line{border-color:#343944!important}.action{background:#eef0f4!important;color:#16181d!important}}`;

/** The whole message: a card on its page. `preheader` is what lists of messages show beside the subject. */
export function mailPage({
  title,
  preheader,
  children,
}: {
  title: string;
  preheader: string;
  children: readonly ReactElement[];
}): ReactElement {
  return h(
    'html',
    { lang: 'en' },
    h(
      'head',
      null,
      h('meta', { charSet: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('title', null, title),
      h('style', { dangerouslySetInnerHTML: { __html: darkStyles } }),
    ),
    h(
      'body',
      { className: 'page', style: { margin: 0, padding: '24px 12px', background: '#f4f5f7', fontFamily: font, color: ink } },
      h('div', { style: { display: 'none', maxHeight: 0, overflow: 'hidden' } }, preheader),
      layout(
        h(
          'tr',
          null,
          h('td', { className: 'card', style: { background: '#ffffff', padding: '28px 28px 20px', borderRadius: '10px' } }, ...children),
        ),
        { maxWidth: '640px', margin: '0 auto' },
      ),
    ),
  );
}

export const mailHeading = (text: string): ReactElement =>
  h('h1', { className: 'ink', style: { margin: '0 0 4px', fontSize: '20px', lineHeight: 1.3, color: ink } }, text);

export const mailSubheading = (text: string): ReactElement =>
  h('h2', { className: 'ink', style: { margin: '26px 0 6px', fontSize: '15px', color: ink } }, text);

export const mailText = (text: string, isQuiet = false): ReactElement =>
  h(
    'p',
    {
      className: isQuiet ? 'quiet' : 'ink',
      style: { margin: '0 0 10px', fontSize: isQuiet ? '12px' : '14px', lineHeight: 1.5, color: isQuiet ? quiet : ink },
    },
    text,
  );

/** The one thing to do; `href` may be a marker that is filled in as the message is sent. */
export const mailAction = (text: string, href: string): ReactElement =>
  h(
    'p',
    { style: { margin: '22px 0 6px' } },
    h(
      'a',
      {
        className: 'action',
        href,
        style: {
          display: 'inline-block',
          padding: '9px 16px',
          borderRadius: '7px',
          background: ink,
          color: '#ffffff',
          textDecoration: 'none',
          fontSize: '14px',
        },
      },
      text,
    ),
  );

export const mailFoot = (text: string, link: { readonly text: string; readonly href: string } | null): ReactElement =>
  h(
    'p',
    {
      className: 'quiet line',
      style: { margin: '22px 0 0', paddingTop: '12px', borderTop: `1px solid ${line}`, fontSize: '12px', lineHeight: 1.5, color: quiet },
    },
    text,
    link === null ? null : ' ',
    link === null ? null : h('a', { className: 'quiet', href: link.href, style: { color: quiet } }, link.text),
  );

/** A table of texts; numbers stand on the right. */
export function mailTable({
  headers,
  rows,
}: {
  headers: readonly { readonly text: string; readonly numeric: boolean }[];
  rows: readonly (readonly string[])[];
}): ReactElement {
  const alignAt = (index: number): 'left' | 'right' => (headers[index]?.numeric === true ? 'right' : 'left');
  return h(
    'table',
    { cellPadding: 0, cellSpacing: 0, width: '100%', style: { borderCollapse: 'collapse' } },
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        ...headers.map(({ text }, index) =>
          h(
            'th',
            {
              key: index,
              scope: 'col',
              className: 'quiet line',
              style: cell(alignAt(index), { color: quiet, fontWeight: 600, fontSize: '12px' }),
            },
            text,
          ),
        ),
      ),
    ),
    h(
      'tbody',
      null,
      ...rows.map((row, at) =>
        h(
          'tr',
          { key: at },
          ...row.map((text, index) => h('td', { key: index, className: 'ink line', style: cell(alignAt(index), { color: ink }) }, text)),
        ),
      ),
    ),
  );
}

/** A bar chart of table cells: label, bar, value. `share` is 0 to 1; nothing is fetched to draw it. */
export function mailBars(bars: readonly { readonly label: string; readonly value: string; readonly share: number }[]): ReactElement {
  const bar = (share: number): ReactNode => {
    const percent = Math.max(1, Math.round(share * 100));
    const filled = h(
      'td',
      { width: `${percent}%`, style: { background: blue, height: '10px', lineHeight: '10px', fontSize: '1px', borderRadius: '3px' } },
      '\u00a0',
    );
    const free = h('td', { style: { fontSize: '1px' } }, '\u00a0');
    return layout(h('tr', null, share > 0 ? filled : null, share < 1 ? free : null));
  };
  return layout(
    bars.map(({ label, value, share }, index) =>
      h(
        'tr',
        { key: index },
        h('td', { className: 'ink', width: '38%', style: cell('left', { borderBottom: 'none', color: ink }) }, label),
        h('td', { style: { padding: '5px 8px 5px 0', verticalAlign: 'middle' } }, bar(share)),
        h(
          'td',
          { className: 'ink', width: '22%', style: cell('right', { borderBottom: 'none', color: ink, whiteSpace: 'nowrap' }) },
          value,
        ),
      ),
    ),
  );
}
