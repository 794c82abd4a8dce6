import type { Metadata } from 'next';
import { FigureStrip } from '#components/figures/figure-strip.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { getContentLog } from '#lib/content-log/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { createFormat } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listTeams } from '#lib/organization/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { ContentForm } from '../_components/content-form.tsx';
import { contentLevelWords } from '../_components/content-words.ts';
import { DataTabs } from '../_components/data-tabs.tsx';

export const metadata: Metadata = { title: 'Kept prompts' };

/** What is kept of prompts and answers? */
export default async function ContentLogPage() {
  const [{ reader, now, me }, { data, problem }, teams] = await Promise.all([
    loadReader(),
    perform(getContentLog, {}),
    perform(listTeams, { limit: 200 }),
  ]);
  const bar = <PageBar crumbs={[{ label: 'Governance' }, { label: 'Data classes', href: '/data-classes' }, { label: 'Kept prompts' }]} />;
  if (problem !== undefined) {
    return (
      <>
        {bar}
        <PageHeader title="Kept prompts" />
        <ErrorState title="The settings did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </>
    );
  }
  const format = createFormat(reader);
  const level = data.otherwise?.level ?? 'none';
  const isNothing = level === 'none' && (data.rules ?? []).length === 0;
  return (
    <>
      {bar}
      <PageHeader
        title="Kept prompts"
        answer={
          isNothing
            ? 'Nothing of what is said in calls is kept, but where a class wants its calls noted.'
            : `${contentLevelWords[level]}, unless an exception says otherwise. Whoever reads it stands in the audit log.`
        }
      />
      <DataTabs current="content" permissions={me.permissions} />
      <FigureStrip
        label="Key figures"
        figures={[
          { label: 'Kept calls', value: format.count(data.entries) },
          { label: 'Size', value: format.size(data.bytes), note: 'Sealed' },
          { label: 'Oldest', value: data.oldest_at === null ? '–' : format.relative(new Date(data.oldest_at), new Date(now)) },
        ]}
      />
      <div className="max-w-3xl px-(--gutter) pt-4 pb-12">
        {holds(me.permissions, 'content.write') ? (
          <ContentForm settings={data} teams={(teams.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
        ) : (
          <p className="text-control text-second">Only who may change them sees the settings here; the API tells them to every reader.</p>
        )}
      </div>
    </>
  );
}
