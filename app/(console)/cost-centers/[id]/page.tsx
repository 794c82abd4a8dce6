import type { Metadata } from 'next';
import Link from 'next/link';
import type { z } from 'zod';
import { nanoOf, periodWords } from '#components/budgets/budget-words.ts';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { StatusBadge } from '#components/ui/badge.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { type Fact, Facts } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import type { CostCenter } from '#lib/contracts/cost-centers.ts';
import { holds } from '#lib/contracts/permissions.ts';
import type { StatementDraft } from '#lib/contracts/statements.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { getCostCenter, listCostCenters } from '#lib/cost-centers/index.ts';
import { perform, performOr404 } from '#lib/http/page-invocation.ts';
import { previewStatement } from '#lib/statements/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { peopleOptions } from '../../budgets/_components/scope-options.ts';
import { CostCenterActions } from '../_components/cost-center-actions.tsx';
import { EditCostCenterForm } from '../_components/cost-center-form.tsx';

export const metadata: Metadata = { title: 'Cost center · Cost centers' };

type Center = z.input<typeof CostCenter>;
type Draft = z.input<typeof StatementDraft>;

function factsOf(center: Center, stated: Draft | undefined, parent: Center | undefined, reader: Reader): Fact[] {
  const format = createFormat(reader);
  const { budget } = center;
  return [
    { label: 'Manager', value: center.manager_name ?? 'Nobody' },
    {
      label: 'Budget',
      value:
        budget === null ? (
          'None'
        ) : (
          <Link className="underline underline-offset-2" href={`/budgets/${budget.id}`}>
            {format.moneySum(nanoOf(budget.limit_usd))} {periodWords[budget.period]}
          </Link>
        ),
    },
    ...(stated === undefined
      ? []
      : [
          { label: 'Used', value: format.moneySum(nanoOf(stated.usage_usd)), source: `${stated.period.label} so far` },
          { label: 'Corrections and credits', value: format.moneySum(nanoOf(stated.adjustments_usd)), source: 'not stated yet' },
        ]),
    { label: 'Rules', value: format.countExact(center.allocation_count), source: 'give it a share, now or later' },
    ...(parent === undefined ? [] : [{ label: 'Below', value: `${parent.code} ${parent.name}` }]),
    { label: 'Id', value: <IdCell id={center.id} /> },
  ];
}

/** What does it bear, within which budget, and who answers for it? */
export default async function CostCenterPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [{ reader, me }, { data: center, problem }] = await Promise.all([
    loadReader(),
    performOr404(getCostCenter, { cost_center_id: id }),
  ]);
  if (problem !== undefined) {
    return (
      <ErrorState title="The cost center did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const mayWrite = holds(me.permissions, 'cost_centers.write');
  const [draft, centers, people] = await Promise.all([
    holds(me.permissions, 'statements.read') ? perform(previewStatement, { scope: 'cost_center', cost_center_id: id }) : undefined,
    perform(listCostCenters, { limit: 200 }),
    mayWrite ? peopleOptions() : [],
  ]);
  const format = createFormat(reader);
  const stated = draft?.data;
  const others = (centers.data?.data ?? []).filter((other) => other.id !== id);
  const parent = others.find((other) => other.id === center.parent_id);
  const facts = factsOf(center, stated, parent, reader);
  const isArchived = center.archived_at !== null;
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Cost centers', href: '/cost-centers' }, { label: center.code }]} />
      <PageHeader
        title={`${center.code} ${center.name}`}
        {...(isArchived ? { badge: <StatusBadge tone="outline">Archived</StatusBadge> } : {})}
        answer={
          stated === undefined
            ? 'Whom the books charge for its share of calls.'
            : `${stated.period.label} stands at ${format.moneyLead(nanoOf(stated.total_usd))} so far.`
        }
        actions={
          <>
            {center.budget === null && holds(me.permissions, 'budgets.write') ? (
              <ButtonLink href={`/budgets/new?scope=cost_center&cost_center_id=${id}`}>Set a budget</ButtonLink>
            ) : null}
            {mayWrite ? <CostCenterActions id={id} name={center.name} isArchived={isArchived} /> : null}
          </>
        }
      />
      <div className="grid gap-6 px-(--gutter) pt-4 pb-12 lg:grid-cols-12">
        <div className="min-w-0 lg:col-span-8">
          {mayWrite && !isArchived ? (
            <EditCostCenterForm
              center={center}
              people={people}
              centers={others.map(({ id: value, code, name }) => ({ value, label: `${code} ${name}` }))}
            />
          ) : (
            <p className="text-control text-quiet">{center.description === '' ? 'No description.' : center.description}</p>
          )}
        </div>
        <aside className="min-w-0 lg:col-span-4" aria-label="Facts">
          <Facts facts={facts} />
        </aside>
      </div>
    </>
  );
}
