import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { performOr404 } from '#lib/http/page-invocation.ts';
import { getSchedule } from '#lib/reports/index.ts';
import { loadReader } from '../../../_shell/load-reader.ts';
import { loadChoices } from '../../_components/load-choices.ts';
import { ScheduleForm } from '../../_components/schedule-form.tsx';

export const metadata: Metadata = { title: 'Edit schedule · Reports' };

const someOf = (values: readonly string[]): readonly string[] | undefined => (values.length === 0 ? undefined : values);

/** What changes about a report that is sent? */
export default async function EditSchedulePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [{ me }, { data, problem }, choices, received] = await Promise.all([
    loadReader(),
    performOr404(getSchedule, { schedule_id: id }),
    loadChoices(),
    headers(),
  ]);
  const crumbs = [{ label: 'Spend' }, { label: 'Reports', href: '/reports' }, { label: 'Schedules', href: '/reports/schedules' }];
  if (problem !== undefined) {
    return (
      <>
        <PageBar crumbs={crumbs} />
        <ErrorState title="The schedule did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </>
    );
  }
  const { scope, recipients, kind, version } = data;
  const place = scope.kind === 'tenant' ? {} : { [`${scope.kind}_id`]: scope.id };
  const initial = {
    ...{ name: data.name, sections: someOf(data.sections), frequency: data.frequency, weekday: String(data.weekday) },
    ...{ month_day: data.month_day, local_time: data.local_time, time_zone: data.time_zone ?? undefined },
    ...{ format: data.format, delivery: data.delivery },
    user_ids: someOf(recipients.flatMap(({ user_id: userId }) => userId ?? [])),
    emails: someOf(recipients.flatMap(({ user_id: userId, email }) => (userId === null ? [email] : []))),
  };
  return (
    <>
      <PageBar crumbs={[...crumbs, { label: data.name }]} />
      <PageHeader title={data.name} answer={`For ${scope.name}. Whoever saves becomes its author: it then shows what they may see.`} />
      <div className="px-(--gutter) pb-12">
        <ScheduleForm
          {...choices}
          mayExternal={holds(me.permissions, 'reports.external')}
          nonce={received.get('x-nonce') ?? ''}
          initial={initial}
          edited={{ id, version, fixed: { kind, scope: scope.kind, ...place } }}
        />
      </div>
    </>
  );
}
