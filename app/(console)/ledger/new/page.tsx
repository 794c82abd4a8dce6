import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { DeniedState } from '#components/ui/denied-state.tsx';
import { listBudgets } from '#lib/budgets/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { scopeOptions } from '../../budgets/_components/scope-options.ts';
import { AdjustmentForm } from '../_components/adjustment-form.tsx';

export const metadata: Metadata = { title: 'Book an adjustment · Ledger' };

/** What is to be put right, and for whom? */
export default async function NewAdjustmentPage() {
  const [{ me }, scopes, budgets] = await Promise.all([loadReader(), scopeOptions(), perform(listBudgets, { limit: 200 })]);
  const budget = (budgets.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const { everything: _, ...options } = scopes;
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Ledger', href: '/ledger' }, { label: 'Book an adjustment' }]} />
      <PageHeader title="Book an adjustment" answer="An entry is never changed; the opposite one takes it back." />
      <div className="px-(--gutter) pb-12">
        {holds(me.permissions, 'ledger.adjust') ? (
          <AdjustmentForm options={{ ...options, budget }} />
        ) : (
          <DeniedState permission="book adjustments" scope="here" granters={[]} />
        )}
      </div>
    </>
  );
}
