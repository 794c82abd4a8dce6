import { readExecutiveSummary } from '#lib/analytics/index.ts';
import type { ReportSectionName } from '#lib/contracts/report-request.ts';
import type { ExecutiveSummary, KpiMetric } from '#lib/contracts/value.ts';
import type { ReportCell, ReportColumn, ReportSection } from '../report-document.ts';
import type { ReportReader } from '../report-request.ts';
import { readUsageSections } from './read-usage-sections.ts';
import type { ReportKind } from './report-kind.ts';

/** What fits on the page that somebody reads in a minute. */
const rowsMax = 5;

const text = (id: string, header: string): ReportColumn => ({ id, header, kind: 'text' });
const count = (id: string, header: string): ReportColumn => ({ id, header, kind: 'count' });
const usd = (id: string, header: string): ReportColumn => ({ id, header, kind: 'usd' });

const metricNames: Readonly<Record<KpiMetric, string>> = {
  monthly_spend_usd: 'Spend a month (USD)',
  cost_per_request_usd: 'Cost of a call (USD)',
  latency_p95_ms: 'Latency, 95th percentile (ms)',
  success_rate: 'Calls that succeed (of 1)',
  adoption_rate: 'People who use models (of 1)',
  satisfaction_rate: 'Thumbs up (of 1)',
};

const targetTable = ({ kpis, adoption }: ExecutiveSummary): ReportSection => ({
  ...{ id: 'targets', title: 'Targets', total: null, note: `${adoption.active} of ${adoption.people} people made calls.` },
  columns: [
    text('metric', 'Figure'),
    text('state', 'State'),
    count('target', 'Target'),
    count('actual', 'Now'),
    count('previous', 'Before'),
  ],
  rows: kpis.map(({ metric, state, target, actual, previous, direction }): ReportCell[] => [
    `${metricNames[metric]}, ${direction === 'at_most' ? 'at most' : 'at least'}`,
    ...[{ met: 'Met', missed: 'Missed', unknown: 'Not known' }[state], target, actual, previous],
  ]),
});

/** Null inputs of the return: nobody has said what savings are worth, so that nothing is assumed. */
const returnTable = ({ roi }: ExecutiveSummary): ReportSection => ({
  ...{ id: 'return', title: 'Return', total: null },
  note: roi === null ? 'Nobody has said what savings are worth (Insights, Value).' : 'By the inputs that the organization has set.',
  columns: [
    text('figure', 'Figure'),
    usd('amount_usd', 'USD'),
    { id: 'percent', header: 'Percent', kind: 'percent' },
    count('months', 'Months'),
  ],
  rows:
    roi === null
      ? []
      : [
          ['Savings', roi.savings.total_usd, null, null],
          ['Cost', roi.cost_usd, null, null],
          ['Net benefit', roi.net_benefit_usd, null, null],
          ['Return', null, roi.roi_percent, null],
          ['Payback', null, null, roi.payback_months],
        ],
});

const adviceTable = ({ models }: ExecutiveSummary): ReportSection => ({
  ...{
    id: 'advice',
    title: 'What to do',
    total: null,
    note: models.length === 0 ? 'Nothing about models.' : null,
    barColumn: 'saving_usd',
  },
  columns: [
    text('model', 'Model'),
    text('recommendation', 'Do'),
    text('alternative', 'Instead'),
    usd('saving_usd', 'Saving (USD)'),
    text('reason', 'Why'),
  ],
  rows: models.map(({ model, recommendation, alternative, saving_usd: saving, reason }) => [
    model,
    recommendation,
    alternative,
    saving,
    reason,
  ]),
});

const ofSummary = { targets: targetTable, return: returnTable, advice: adviceTable } as const;
const isOfSummary = (section: ReportSectionName): section is keyof typeof ofSummary => section in ofSummary;

/** Targets, return and advice are the organization's: a report about a part of it leaves them out. */
async function readSummary({ ctx, scope, period }: ReportReader): Promise<ExecutiveSummary | undefined> {
  if (scope.kind !== 'tenant') return undefined;
  const asked = { range: 'custom', from: new Date(period.startMs), to: new Date(period.endMs), time_zone: period.timeZone } as const;
  return readExecutiveSummary(ctx, { ...asked, bucket: 'day', compare: 'previous' });
}

export const executive: ReportKind = {
  kind: 'executive',
  title: 'Executive summary',
  description: 'One page: the period beside the one before, targets, return and advice, and the largest teams, projects and models.',
  permission: 'analytics.read',
  scopes: ['tenant', 'department', 'team', 'project'],
  sections: [
    { id: 'summary', title: 'Summary' },
    { id: 'targets', title: 'Targets' },
    { id: 'return', title: 'Return' },
    { id: 'advice', title: 'What to do' },
    { id: 'days', title: 'Days' },
    { id: 'teams', title: 'Teams' },
    { id: 'projects', title: 'Projects' },
    { id: 'models', title: 'Models' },
  ],
  async read(reader) {
    const summary = reader.sections.some(isOfSummary) ? await readSummary(reader) : undefined;
    const usage = await readUsageSections(reader, { measures: ['cost', 'previous', 'change', 'requests'], rowsMax });
    const tables = new Map(usage.map((section) => [section.id, section]));
    return reader.sections.flatMap((id) => {
      if (isOfSummary(id)) return summary === undefined ? [] : [ofSummary[id](summary)];
      const table = tables.get(id);
      return table === undefined ? [] : [table];
    });
  },
};
