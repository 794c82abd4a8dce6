import { defineQuery } from '#lib/command/define-query.ts';
import { dataClassesTest } from '#lib/contracts/data-classes.ts';
import { findData } from '#lib/recognizers/index.ts';
import { classOf } from './class-of.ts';
import { DataProtection } from './data-protection.ts';
import { replaceFindings } from './replace-findings.ts';
import { readTenantSettings } from './stored-settings.ts';
import { TokenBook } from './token-book.ts';

const doneBy = { block: 'blocked', route: 'routed', redact: 'redacted', log: 'logged' } as const;

/** Looks at a text as at a call's, whether or not calls are looked at. */
export const testText = defineQuery(dataClassesTest, async ({ tx, tenantId }, { text }) => {
  const { levels, detection } = await readTenantSettings(tx, tenantId);
  const protection = new DataProtection(levels, detection);
  const findings = findData(text, protection.options);
  const actions = new Set(findings.map(({ category }) => protection.actionOf(category).action));
  const tokens = new TokenBook(text);
  const sent = replaceFindings(text, findings, ({ entity, category }, value) =>
    protection.actionOf(category).action === 'redact' ? tokens.tokenFor(entity, value) : null,
  );
  const isBlocked = actions.has('block');
  const strongest = (['block', 'route', 'redact', 'log'] as const).find((action) => actions.has(action));
  return {
    class: classOf(protection.of(null, null).table, findings),
    action: strongest === undefined ? ('none' as const) : doneBy[strongest],
    sent: isBlocked ? null : sent,
    findings: findings.map(({ entity, ...one }) => ({ kind: entity, ...one })),
  };
});
