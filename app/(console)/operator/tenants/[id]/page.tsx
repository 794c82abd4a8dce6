import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { createFormat } from '#lib/core/format.ts';
import { performOr404 } from '#lib/http/page-invocation.ts';
import { getPlatformTenant } from '#lib/platform/index.ts';
import { loadReader } from '../../../_shell/load-reader.ts';
import { residencies } from '../../../_shell/residencies.ts';
import { CeilingForm } from '../../_components/ceiling-form.tsx';
import { DaysChart } from '../../_components/days-chart.tsx';
import { PlatformFigures } from '../../_components/platform-figures.tsx';
import { TenantActions } from '../../_components/tenant-actions.tsx';
import { TenantHealth } from '../../_components/tenant-columns.tsx';

export const metadata: Metadata = { title: 'Organization · Platform' };

/** How does this organization do, and what was it sold? */
export default async function PlatformTenantPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [{ reader, now, me }, { data: tenant, problem }] = await Promise.all([
    loadReader(),
    performOr404(getPlatformTenant, { tenant_id: id }),
  ]);
  if (problem !== undefined) {
    return (
      <ErrorState title="The organization did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const format = createFormat(reader);
  const since = format.day(new Date(tenant.created_at), new Date(now));
  const mayWrite = holds(me.permissions, 'platform.write');
  return (
    <>
      <PageBar crumbs={[{ label: 'Operator' }, { label: 'Organizations', href: '/operator/tenants' }, { label: tenant.name }]} />
      <PageHeader
        title={tenant.name}
        badge={<TenantHealth health={tenant.health} />}
        answer={`${tenant.slug} · since ${since} · data: ${residencies.find(({ value }) => value === tenant.residency)?.label ?? tenant.residency}`}
        actions={mayWrite ? <TenantActions id={tenant.id} name={tenant.name} isSuspended={tenant.status === 'suspended'} /> : undefined}
      />
      <PlatformFigures figures={tenant} reader={reader} />
      <div className="grid gap-8 p-(--gutter)">
        <DaysChart days={tenant.days} reader={reader} now={now} />
        {mayWrite ? (
          <section aria-labelledby="plan">
            <h2 id="plan" className="mb-3 font-semibold text-body">
              Plan and ceiling
            </h2>
            <CeilingForm id={tenant.id} name={tenant.name} ceiling={tenant.ceiling} />
          </section>
        ) : null}
      </div>
    </>
  );
}
