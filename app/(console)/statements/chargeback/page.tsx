import type { Metadata } from 'next';
import { nanoOf } from '#components/budgets/budget-words.ts';
import { FigureStrip } from '#components/figures/figure-strip.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { createFormat } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { readChargeback } from '#lib/statements/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { BearersTable } from '../_components/bearers-table.tsx';

export const metadata: Metadata = { title: 'Chargeback · Statements' };

const dayMs = 86_400_000;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Who bears what the organization used? */
export default async function ChargebackPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const day = typeof search.day === 'string' && dayPattern.test(search.day) ? search.day : undefined;
  const [{ reader, now }, { data, problem }] = await Promise.all([loadReader(), perform(readChargeback, day === undefined ? {} : { day })]);
  const bar = <PageBar crumbs={[{ label: 'Spend' }, { label: 'Statements', href: '/statements' }, { label: 'Chargeback' }]} />;
  if (problem !== undefined) {
    return (
      <>
        {bar}
        <ErrorState title="Who bears what did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </>
    );
  }
  const format = createFormat(reader);
  const { period, total_usd: total } = data;
  const [start, end] = [new Date(period.start).getTime(), new Date(period.end).getTime()];
  const unnamed = data.data.find(({ cost_center }) => cost_center === null);
  const next = end > new Date(now).getTime() ? undefined : `/statements/chargeback?day=${dayOf(end + dayMs)}`;
  const money = (usd: string) => ({ value: format.moneyLead(nanoOf(usd)), exact: format.moneyExact(nanoOf(usd)) });
  return (
    <>
      {bar}
      <PageHeader
        title="Chargeback"
        answer={
          unnamed === undefined
            ? `${period.label}: ${format.moneyLead(nanoOf(total))}, all of it borne by ${data.data.length === 1 ? 'one cost center' : `${data.data.length} cost centers`}.`
            : `${period.label}: ${format.moneyLead(nanoOf(total))}, of which ${format.moneyLead(nanoOf(unnamed.amount_usd))} ${nanoOf(unnamed.amount_usd) === nanoOf(total) ? 'is' : 'are'} borne by no cost center.`
        }
        actions={
          <>
            <ButtonLink href={`/statements/chargeback?day=${dayOf(start - dayMs)}`}>Previous</ButtonLink>
            {next === undefined ? null : <ButtonLink href={next}>Next</ButtonLink>}
          </>
        }
      />
      <FigureStrip
        label={period.label}
        figures={[
          { label: 'Total', ...money(total) },
          { label: 'Cost centers', value: format.countExact(data.data.filter(({ cost_center }) => cost_center !== null).length) },
          { label: 'Borne by nobody', ...money(unnamed?.amount_usd ?? '0') },
        ]}
      />
      <div className="px-(--gutter) pt-4 pb-12">
        {data.data.length === 0 ? (
          <EmptyState title="Nothing was used in this period">Choose another one above.</EmptyState>
        ) : (
          <BearersTable rows={data.data} reader={reader} />
        )}
      </div>
    </>
  );
}
