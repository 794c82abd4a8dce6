import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** The rules of the levels A and AA of WCAG 2.2. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds on a page, one line a rule; `rules` in place of all of WCAG. */
export async function axeFindings(page: Page, rules?: string[]): Promise<string[]> {
  // A report or message shown in a frame without scripts is a document of its own: axe, a script, would wait in it for ever.
  const axe = new AxeBuilder({ page })
    .exclude('iframe[sandbox]')
    // Of what passes, axe then describes one element and not thousands; what it finds is the same.
    .options({ resultTypes: ['violations'] })
    // All is in the page itself, so no second page has to be opened to bring the frames' results together.
    .setLegacyMode();
  const { violations } = await (rules === undefined ? axe.withTags(tags) : axe.withRules(rules)).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}
