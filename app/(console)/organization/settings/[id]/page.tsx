import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { settingFields } from '#lib/contracts/place-settings.ts';
import { createFormat } from '#lib/core/format.ts';
import { perform, performOr404 } from '#lib/http/page-invocation.ts';
import { listUsers } from '#lib/identity/index.ts';
import { getDepartmentSettings, getTeamSettings, getTenantSettings } from '#lib/place-settings/index.ts';
import { loadReader } from '../../../_shell/load-reader.ts';
import { channelOptions } from '../../../alert-rules/_components/channel-options.ts';
import { settingSource, settingWords } from '../../_components/setting-words.ts';
import { SettingsForm } from '../../_components/settings-form.tsx';

export const metadata: Metadata = { title: 'Settings · Departments' };

function loadSettings(id: string) {
  if (id === 'tenant') return performOr404(getTenantSettings, {});
  if (id.startsWith('team_')) return performOr404(getTeamSettings, { team_id: id });
  return id.startsWith('dep_') ? performOr404(getDepartmentSettings, { department_id: id }) : notFound();
}

/** What does this place set itself, and what does it take over? */
export default async function PlaceSettingsPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [{ reader }, { data: settings, problem }, people, channels] = await Promise.all([
    loadReader(),
    loadSettings(id),
    perform(listUsers, { limit: 200 }),
    channelOptions(),
  ]);
  if (problem !== undefined) {
    return (
      <ErrorState title="The settings did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const format = createFormat(reader);
  const inherited = settingFields.flatMap((field) => {
    const [words, source] = [settingWords(settings, field, (nano) => format.moneyLead(nano)), settingSource(settings, field)];
    return words === undefined || source === undefined ? [] : [[field, `${words}, ${source}`] as const];
  });
  return (
    <>
      <PageBar
        crumbs={[
          { label: 'Organization' },
          { label: 'Departments', href: '/organization' },
          { label: settings.name },
          { label: 'Settings' },
        ]}
      />
      <PageHeader title={settings.name} answer="What is left empty is taken from the place above. Changes hold within two seconds." />
      <div className="px-(--gutter) pb-12">
        <SettingsForm
          channels={channels}
          settings={settings}
          inherited={Object.fromEntries(inherited)}
          people={(people.data?.data ?? []).map(({ id: value, name, email }) => ({ value, label: name || email, detail: email }))}
        />
      </div>
    </>
  );
}
