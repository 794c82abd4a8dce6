/** What an e-mail says: paragraphs, facts, and one link. */
export interface MailContent {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** The words on the link. */
  readonly action: string;
  /** Below the link, small. */
  readonly foot: string;
}

/** Stands for the link until the message is sent; with an id that nobody can guess, so that no text of a caller's can hold it. */
export const linkMarker = (messageId: string): string => `%%link-${messageId}%%`;

/** The same for the link to unsubscribe. */
export const unsubscribeMarker = (messageId: string): string => `%%unsubscribe-${messageId}%%`;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it stands in HTML, attributes included. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** A header is one line, whatever the text that it quotes. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

const cell = 'padding:2px 16px 2px 0;vertical-align:top';

/** The two forms of a message. No picture and nothing else is fetched when it is opened. */
export function renderMail(
  content: MailContent,
  marker: string,
): { readonly subject: string; readonly text: string; readonly html: string } {
  const { paragraphs, facts, action, foot } = content;
  const text = [...paragraphs, facts.map(([label, value]) => `${label}: ${value}`).join('\n'), `${action}:\n${marker}`, foot];
  const rows = facts.map(
    ([label, value]) => `<tr><td style="${cell};color:#555">${escapeHtml(label)}</td><td style="${cell}">${escapeHtml(value)}</td></tr>`,
  );
  const html = [
    '<!doctype html><html lang="en"><body style="font:16px/1.5 system-ui,sans-serif;color:#111;max-width:560px">',
    ...paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
    `<table role="presentation" style="border-collapse:collapse">${rows.join('')}</table>`,
    `<p><a href="${marker}" style="display:inline-block;padding:8px 16px;background:#111;color:#fff;text-decoration:none;border-radius:6px">${escapeHtml(action)}</a></p>`,
    `<p style="color:#555;font-size:13px">${escapeHtml(foot)}</p></body></html>`,
  ];
  return { subject: oneLine(content.subject), text: `${text.filter((part) => part !== '').join('\n\n')}\n`, html: html.join('\n') };
}
