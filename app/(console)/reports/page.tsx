import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { buttonClasses } from '#components/ui/button.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { type ReportKindName, reportFormats, reportKinds, reportPeriods } from '#lib/contracts/report-request.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listReportKinds, previewReport } from '#lib/reports/index.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { MailFrame } from './_components/mail-frame.tsx';
import { ReportTabs } from './_components/report-tabs.tsx';
import { formatWords, kindWords, periodWords } from './_components/report-words.ts';

export const metadata: Metadata = { title: 'Reports' };

type Period = keyof typeof periodWords;

const isPeriod = (name: string): name is Period => name in periodWords;
const periods = reportPeriods.filter((name) => isPeriod(name));

interface Choice {
  readonly kind: ReportKindName;
  readonly period: Period;
}

const addressOf = (path: string, choice: Choice, more = ''): string => `${path}?kind=${choice.kind}&period=${choice.period}${more}`;

/** A row of choices, each its own address; the one that is shown says so. */
function Choices({ label, items }: { label: string; items: readonly { name: string; href: string; isCurrent: boolean }[] }) {
  return (
    <nav aria-label={label} className="flex flex-wrap gap-1">
      {items.map(({ name, href, isCurrent }) => (
        <ButtonLink
          key={name}
          size="small"
          variant={isCurrent ? 'secondary' : 'ghost'}
          href={href}
          aria-current={isCurrent ? 'true' : undefined}
        >
          {name}
        </ButtonLink>
      ))}
    </nav>
  );
}

/** What does a report say? */
export default async function ReportsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const [{ me }, kinds, received] = await Promise.all([loadReader(), perform(listReportKinds, {}), headers()]);
  const allowed = (kinds.data?.data ?? []).filter(({ allowed: may }) => may);
  const kind = reportKinds.find((name) => name === search.kind && allowed.some((one) => one.kind === name)) ?? allowed[0]?.kind ?? 'cost';
  const period = periods.find((name) => name === search.period) ?? 'last_month';
  const choice = { kind, period };
  const { data, problem } = await perform(previewReport, choice);
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Reports' }]} />
      <PageHeader
        title="Reports"
        answer={allowed.find((one) => one.kind === kind)?.description}
        primary={
          holds(me.permissions, 'reports.write') ? (
            <ButtonLink variant="primary" href={`/reports/schedules/new?kind=${kind}`}>
              Schedule report
            </ButtonLink>
          ) : undefined
        }
      />
      <ReportTabs current="preview" />
      <div className="flex flex-col gap-3 px-(--gutter) pt-3 pb-12">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <Choices
            label="Kind of report"
            items={allowed.map((one) => ({
              name: kindWords[one.kind],
              href: addressOf('/reports', { ...choice, kind: one.kind }),
              isCurrent: one.kind === kind,
            }))}
          />
          <Choices
            label="Period"
            items={periods.map((one) => ({
              name: periodWords[one],
              href: addressOf('/reports', { ...choice, period: one }),
              isCurrent: one === period,
            }))}
          />
        </div>
        {problem === undefined ? (
          <>
            <div className="flex flex-wrap items-center justify-between gap-2">
              <p className="text-control text-second" dir="auto">
                {`${data.document.period_label} · ${data.document.scope.name} · ${data.document.time_zone}`}
              </p>
              <div className="flex flex-wrap gap-2">
                {reportFormats.map((format) => (
                  <a
                    key={format}
                    href={addressOf('/api/v1/reports/file', choice, `&format=${format}`)}
                    download
                    className={buttonClasses({ size: 'small' })}
                  >
                    {formatWords[format]}
                  </a>
                ))}
              </div>
            </div>
            <MailFrame html={data.mail.html} nonce={received.get('x-nonce') ?? ''} title={`Preview of ${data.mail.subject}`} />
          </>
        ) : problem.status === 403 ? (
          <EmptyState title="Not for the whole organization">
            You may schedule reports of the teams and projects that you look after, and preview them there.
          </EmptyState>
        ) : (
          <ErrorState title="The report could not be made" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        )}
      </div>
    </>
  );
}
