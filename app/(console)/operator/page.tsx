import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { PageLink } from '#components/shell/page-link.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { tenantHealths } from '#lib/contracts/platform.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getPlatformOverview } from '#lib/platform/index.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { DaysChart } from './_components/days-chart.tsx';
import { PlatformFigures } from './_components/platform-figures.tsx';
import { TargetsForm } from './_components/targets-form.tsx';
import { healthWords } from './_components/tenant-columns.tsx';

export const metadata: Metadata = { title: 'Platform' };

/** Which organizations thrive, and which are at risk? */
export default async function PlatformPage() {
  const [{ reader, now, me }, overview] = await Promise.all([loadReader(), perform(getPlatformOverview, {})]);
  const { data, problem } = overview;
  if (problem !== undefined) {
    return (
      <ErrorState title="The platform did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const healths = tenantHealths.filter((health) => (data.by_health[health] ?? 0) > 0);
  return (
    <>
      <PageBar crumbs={[{ label: 'Operator' }, { label: 'Platform' }]} />
      <PageHeader
        title="Platform"
        answer={
          <>
            {data.tenants === 1 ? '1 organization' : `${data.tenants} organizations`}
            {healths.map((health) => (
              <span key={health}>
                {' · '}
                <PageLink href={`/operator/tenants?f.health=is:${health}`} className="underline">
                  {data.by_health[health]} {healthWords[health].toLowerCase()}
                </PageLink>
              </span>
            ))}
          </>
        }
      />
      <PlatformFigures figures={data} targets={data.targets} reader={reader} />
      <div className="grid gap-8 p-(--gutter)">
        <DaysChart days={data.days} reader={reader} now={now} />
        {holds(me.permissions, 'platform.write') ? (
          <section aria-labelledby="targets">
            <h2 id="targets" className="mb-3 font-semibold text-body">
              Targets
            </h2>
            <TargetsForm targets={data.targets} />
          </section>
        ) : null}
      </div>
    </>
  );
}
