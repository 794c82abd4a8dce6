import type { Metadata } from 'next';
import { BudgetBadge } from '#components/budgets/budget-badge.tsx';
import { type BudgetRow, budgetFormat, nanoOf, periodWords, scopeWords } from '#components/budgets/budget-words.ts';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { LinkTabs } from '#components/ui/link-tabs.tsx';
import { getBudget, getStatus } from '#lib/budgets/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform, performOr404 } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { BudgetActions } from '../_components/budget-actions.tsx';
import { EditBudgetForm } from '../_components/budget-form.tsx';
import { BudgetHistory } from '../_components/budget-history.tsx';
import { BudgetOverview } from '../_components/budget-overview.tsx';
import { BudgetSimulation } from '../_components/budget-simulation.tsx';
import { peopleOptions } from '../_components/scope-options.ts';

export const metadata: Metadata = { title: 'Budget · Budgets' };

const urlSpec = { tabs: ['overview', 'history', 'simulate', 'settings'] } as const satisfies UrlSpec;

interface BudgetPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParameters>;
}

/** How much is spent of what, until when, and where it ends. */
function answerOf(budget: BudgetRow, reader: Reader, now: string): string {
  const format = budgetFormat(reader, budget);
  const moment = new Date(now);
  const { current, forecast } = budget;
  const of = scopeWords(budget.scope);
  if (current === null) return `${of}: ${format.moneyLead(nanoOf(budget.limit_usd))} ${periodWords[budget.period]}. It does not count now.`;
  const share =
    nanoOf(current.available_usd) === 0n
      ? ''
      : ` (${format.percent(Number(nanoOf(current.spent_usd)) / Number(nanoOf(current.available_usd)))})`;
  const spent = `${of}: ${format.moneyLead(nanoOf(current.spent_usd))} of ${format.moneyLead(nanoOf(current.available_usd))} spent${share}, until ${format.day(new Date(current.end), moment)}.`;
  if (budget.state === 'exceeded' && budget.enforcement === 'hard') return `${spent} New calls are refused until it resets.`;
  if (forecast === null) return spent;
  const ends = `Forecast ${format.moneyLead(nanoOf(forecast.expected_usd))} (${format.moneyLead(nanoOf(forecast.low_usd))} to ${format.moneyLead(nanoOf(forecast.high_usd))})`;
  const passes = forecast.passes_limit_at;
  return `${spent} ${ends}${passes === null ? '.' : `: passes the limit on ${format.day(new Date(passes), moment)}.`}`;
}

const textOf = (value: SearchParameters[string]): string | undefined => (typeof value === 'string' ? value : undefined);

/** Will this budget last? */
export default async function BudgetPage({ params, searchParams }: BudgetPageProps) {
  const [{ id }, search] = await Promise.all([params, searchParams]);
  const [{ reader, now, me }, { data: budget, problem }] = await Promise.all([loadReader(), performOr404(getBudget, { budget_id: id })]);
  if (problem !== undefined) {
    return (
      <ErrorState title="The budget did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const { state } = readUrlState(search, urlSpec);
  const tab = state.tab ?? 'overview';
  const mayWrite = holds(me.permissions, 'budgets.write');
  const refuses = budget.state === 'exceeded' && budget.enforcement !== 'soft';
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Budgets', href: '/budgets' }, { label: budget.name }]} />
      <PageHeader
        title={budget.name}
        badge={<BudgetBadge state={budget.state} enforcement={budget.enforcement} />}
        answer={answerOf(budget, reader, now)}
        actions={
          mayWrite ? (
            <BudgetActions id={budget.id} name={budget.name} isArchived={budget.archived_at !== null} refuses={refuses} />
          ) : budget.archived_at === null ? (
            <ButtonLink href={`/approvals/new?kind=budget_raise&budget_id=${budget.id}`}>Ask for a raise</ButtonLink>
          ) : undefined
        }
      />
      <LinkTabs
        label="Budget"
        current={tab}
        tabs={[
          { id: 'overview', label: 'Overview', href: `/budgets/${id}` },
          { id: 'history', label: 'History', href: `/budgets/${id}?tab=history` },
          ...(mayWrite || holds(me.permissions, 'budgets.read')
            ? [{ id: 'simulate', label: 'Simulate', href: `/budgets/${id}?tab=simulate` }]
            : []),
          ...(mayWrite ? [{ id: 'settings', label: 'Settings', href: `/budgets/${id}?tab=settings` }] : []),
        ]}
      />
      {tab === 'overview' ? (
        <Overview budget={budget} reader={reader} now={now} maySettle={holds(me.permissions, 'ledger.adjust')} />
      ) : null}
      {tab === 'history' ? <BudgetHistory budget={budget} reader={reader} now={now} /> : null}
      {tab === 'simulate' ? (
        <BudgetSimulation budget={budget} reader={reader} now={now} limit={textOf(search.limit)} days={textOf(search.days)} />
      ) : null}
      {tab === 'settings' ? (
        <div className="px-(--gutter) pt-4 pb-12">
          <EditBudgetForm budget={budget} people={await peopleOptions()} />
        </div>
      ) : null}
    </>
  );
}

async function Overview({ budget, maySettle, reader, now }: { budget: BudgetRow; maySettle: boolean; reader: Reader; now: string }) {
  const { data: status, problem } = await perform(getStatus, { budget_id: budget.id });
  if (problem !== undefined) {
    return (
      <ErrorState title="How it stands did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  return <BudgetOverview budget={budget} status={status} reader={reader} now={now} maySettle={maySettle} />;
}
