import { createElement as h, type ReactNode } from 'react';
import { createFormat } from '#lib/core/format.ts';
import { readingOrder } from '#lib/core/grid-layout.ts';
import type { ShownEmbed } from '#lib/embeds/index.ts';
import { staticMarkup } from '#lib/reports/mail/static-markup.ts';
import { frameStyles } from './frame-styles.ts';
import { frameWidget } from './frame-widget.ts';

/** Seconds after which a frame loads itself again; without scripts this is what keeps a wall up to date. */
const refreshSeconds = 300;

/** A whole document without the console around it. */
const documentOf = (title: string, nonce: string, styles: string, refreshes: boolean, body: readonly ReactNode[]): string =>
  `<!doctype html>${staticMarkup(
    h(
      'html',
      { lang: 'en' },
      h(
        'head',
        null,
        h('meta', { charset: 'utf-8' }),
        h('meta', { name: 'viewport', content: 'width=device-width' }),
        h('meta', { name: 'robots', content: 'noindex' }),
        refreshes ? h('meta', { 'http-equiv': 'refresh', content: String(refreshSeconds) }) : null,
        h('title', null, title),
        h('style', { nonce, dangerouslySetInnerHTML: { __html: styles } }),
      ),
      h('body', null, ...body),
    ),
  )}`;

/** What a frame shows of an embed. */
export function framePage({ title, organization, timeZone, asOf, widgets, answers }: ShownEmbed, nonce: string): string {
  const reader = { locale: 'en-US', timeZone };
  const boxes = readingOrder(widgets);
  const byId = new Map(answers.map((answer) => [answer.widget_id, answer]));
  const cells = boxes.map((widget, at) =>
    frameWidget(widget, byId.get(widget.id) ?? { widget_id: widget.id, figures: null, problem: null }, at, reader),
  );
  const seen = `${organization} · ${createFormat(reader).dateTime(asOf, asOf)}, ${timeZone} · Tollgate`;
  return documentOf(title, nonce, frameStyles(boxes), true, [
    h(
      'main',
      null,
      h('h1', { dir: 'auto', className: boxes.length === 1 ? 'sr' : undefined }, title),
      h('div', { className: 'grid' }, ...cells),
    ),
    h('footer', { className: 'quiet', dir: 'auto' }, seen),
  ]);
}

/** What an address shows that shows nothing: the same whatever it was. */
export const goneFrame = (detail: string, nonce: string): string =>
  documentOf('Nothing to show', nonce, frameStyles([]), false, [h('main', null, h('h1', null, 'Nothing to show'), h('p', null, detail))]);
