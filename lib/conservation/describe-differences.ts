import type { Finding } from '#lib/incidents/index.ts';
import type { UsageDifference } from '#lib/usage/reconcile.ts';

/** The source that incidents of differences name. */
export const conservationSource = 'conservation';

type Kind = UsageDifference['what'];

/** Kinds that are one sum over all time; each run compares them whole. The others belong to a slice of time. */
export const totalKinds: ReadonlySet<Kind> = new Set(['ledger', 'budget', 'leased']);

const words: Readonly<Record<Kind, { readonly title: string; readonly between: string; readonly severity: Finding['severity'] }>> = {
  hour: { title: 'Hourly sums differ from calls', between: 'the calls of an hour and their sums', severity: 'critical' },
  latency: {
    title: 'Latency histograms differ from calls',
    between: 'measured calls and the histogram of their hour',
    severity: 'warning',
  },
  work: {
    title: 'Sums by kind of work differ from calls',
    between: 'the calls of an hour and their sums by kind of work',
    severity: 'critical',
  },
  day: { title: 'Daily sums differ from hours', between: 'the hours of a closed day and its sums', severity: 'critical' },
  ledger: { title: 'The ledger differs from usage', between: 'all usage and the settlements in the ledger', severity: 'critical' },
  budget: {
    title: 'Budgets differ from the ledger',
    between: 'what a budget counts as spent and its ledger entries',
    severity: 'critical',
  },
  leased: {
    title: 'Budgets differ from their leases',
    between: 'what a budget counts as held and its leases and reservations',
    severity: 'critical',
  },
  charged: {
    title: 'Postings differ from calls',
    between: 'the calls of a posting and what budgets were charged for it',
    severity: 'critical',
  },
};

/** Kept in an incident; the rest is counted. */
const examplesMax = 20;

/** One finding for each kind of difference. */
export function describeDifferences(differences: readonly UsageDifference[]): readonly (Finding & { readonly fingerprint: Kind })[] {
  return [...Map.groupBy(differences, ({ what }) => what)].map(([what, found]) => {
    const { title, between, severity } = words[what];
    const [first] = found;
    return {
      source: conservationSource,
      fingerprint: what,
      severity,
      title,
      summary:
        found.length === 1
          ? `There is a difference between ${between}: ${first?.where ?? ''}.`
          : `There are ${found.length} differences between ${between}; the first: ${first?.where ?? ''}.`,
      detail: {
        kind: what,
        count: found.length,
        examples: found.slice(0, examplesMax).map(({ where, expected, found: is }) => ({ where, expected, found: is })),
      },
    };
  });
}
