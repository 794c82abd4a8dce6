import type { Metadata } from 'next';
import { Sparkline } from '#components/charts/sparkline.tsx';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { FigureStrip } from '#components/figures/figure-strip.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { listAudits, listFindings, listFrameworks } from '#lib/compliance/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { droppedOf } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { tableProblem } from '../_shell/table-problem.tsx';
import type { AuditRow } from './_components/audit-columns.tsx';
import { scoreText } from './_components/compliance-badges.tsx';
import { ComplianceTabs } from './_components/compliance-tabs.tsx';
import { frameworkColumns } from './_components/framework-columns.tsx';
import { RunAuditButton } from './_components/run-audit-button.tsx';

export const metadata: Metadata = { title: 'Compliance' };

const urlSpec = {} as const satisfies UrlSpec;
/** Audits in the trend. */
const trendMax = 24;
/** Findings that are counted; more are told as such. */
const findingsMax = 200;

function answerOf(last: AuditRow | undefined, reader: Reader, now: string): string {
  if (last === undefined)
    return 'Nothing was audited yet. An audit asks every check what is really configured and stored, and keeps the evidence.';
  const at = createFormat(reader).day(new Date(last.finished_at), new Date(now));
  return `Audited ${at}: ${scoreText(last.score)} of 100 over what was decided, which is ${last.evidenced}% of what applies. It evidences; it is no certificate.`;
}

/** How do we stand, framework by framework? */
export default async function CompliancePage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const { state, dropped } = readUrlState(search, urlSpec);
  const { reader, now, me } = await loadReader();
  const [frameworks, audits, findings] = await Promise.all([
    perform(listFrameworks, {}),
    perform(listAudits, { limit: trendMax }),
    perform(listFindings, { state: 'unfixed', limit: findingsMax }),
  ]);
  const mayWrite = holds(me.permissions, 'compliance.write');
  const followed = (frameworks.data?.data ?? []).filter((framework) => framework.followed).length;
  const all = audits.data?.data ?? [];
  // Audits of single frameworks say nothing of the whole.
  const whole = all.filter((audit) => audit.frameworks.length >= followed);
  const shown = whole.length === 0 ? all : whole;
  const [last, before] = shown;
  const open = findings.data?.data ?? [];
  const overdue = open.filter(({ state: of, due_at }) => of === 'open' && due_at < now).length;
  const format = createFormat(reader);
  const scores = shown.map(({ score }) => score).reverse();
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Compliance' }]} />
      <DroppedNotice dropped={droppedOf(dropped)} />
      <PageHeader
        title="Compliance"
        answer={answerOf(last, reader, now)}
        actions={
          mayWrite ? (
            <>
              <ButtonLink href="/compliance/new">New framework</ButtonLink>
              <ButtonLink href="/compliance/settings">Settings</ButtonLink>
            </>
          ) : undefined
        }
        primary={mayWrite ? <RunAuditButton /> : undefined}
      />
      {last === undefined ? null : (
        <FigureStrip
          label="Key figures"
          figures={[
            {
              label: 'Score',
              value: scoreText(last.score),
              detail: before === undefined ? undefined : `${scoreText(before.score)} in the audit before`,
              href: '/compliance/audits',
            },
            { label: 'Evidenced', value: `${last.evidenced}%`, detail: 'of what applies' },
            {
              label: 'Open findings',
              value: open.length === findingsMax ? `${findingsMax} or more` : format.countExact(open.length),
              detail: overdue === 0 ? 'none overdue' : `${overdue} overdue`,
              href: '/compliance/findings',
            },
            { label: 'Next audit', value: format.day(new Date(last.next_audit_at), new Date(now)) },
          ]}
        />
      )}
      {scores.length < 2 ? null : (
        <p className="flex items-center gap-3 px-(--gutter) pt-3 text-caption text-quiet">
          {`Score over the last ${scores.length} audits`}
          <Sparkline values={scores} label={`Scores from ${scoreText(scores[0] ?? null)} to ${scoreText(scores.at(-1) ?? null)} of 100`} />
        </p>
      )}
      <ComplianceTabs current="frameworks" />
      <DataTable
        label="Frameworks"
        noun="frameworks"
        columns={frameworkColumns}
        rows={frameworks.data?.data ?? []}
        rowId={(row) => row.framework}
        rowName={(row) => row.name}
        opens={(row) => `/compliance/${row.framework}`}
        url={listUrl('/compliance', search)}
        reader={reader}
        now={now}
        cols={state.cols}
        problem={tableProblem('frameworks', frameworks.problem)}
        empty={{ title: 'No framework', children: 'Frameworks of the organization’s own stand here, too.' }}
      />
    </>
  );
}
