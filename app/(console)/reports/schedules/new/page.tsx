import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { loadReader } from '../../../_shell/load-reader.ts';
import { loadChoices } from '../../_components/load-choices.ts';
import { ScheduleForm } from '../../_components/schedule-form.tsx';

export const metadata: Metadata = { title: 'Schedule report · Reports' };

/** Who should know what, and when? */
export default async function NewSchedulePage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const [search, { me }, choices, received] = await Promise.all([searchParams, loadReader(), loadChoices(), headers()]);
  const kind = choices.kinds.find((one) => one.kind === search.kind)?.kind ?? choices.kinds[0]?.kind;
  const initial = {
    ...{ kind, scope: 'tenant', frequency: 'weekly', weekday: '1', month_day: 1, local_time: '08:00' },
    ...{ format: 'pdf', delivery: 'attachment', user_ids: [me.user.id] },
  };
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Reports', href: '/reports' }, { label: 'Schedule report' }]} />
      <PageHeader title="Schedule report" answer="It shows what you may see when it is made, and stops when you may not any more." />
      <div className="px-(--gutter) pb-12">
        <ScheduleForm
          {...choices}
          mayExternal={holds(me.permissions, 'reports.external')}
          nonce={received.get('x-nonce') ?? ''}
          initial={initial}
        />
      </div>
    </>
  );
}
