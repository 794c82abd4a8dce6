import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { DeniedState } from '#components/ui/denied-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { getAlertSettings } from '#lib/alerts/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { channelOptions } from '../../alert-rules/_components/channel-options.ts';
import { AlertSettingsForm } from '../_components/alert-settings-form.tsx';
import { AlertTabs } from '../_components/alert-tabs.tsx';

export const metadata: Metadata = { title: 'Settings · Alerts' };

/** Who hears of budgets and anomalies? */
export default async function AlertSettingsPage() {
  const [{ me }, { data: settings, problem }, channels] = await Promise.all([
    loadReader(),
    perform(getAlertSettings, {}),
    channelOptions(),
  ]);
  const mayWrite = holds(me.permissions, 'alerts.rules');
  const told = settings === undefined ? [] : [settings.budget_routing, settings.anomaly_routing];
  const silent = told.filter(({ all = [], critical = [], escalations = [] }) => all.length + critical.length + escalations.length === 0);
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Alerts', href: '/alerts' }, { label: 'Settings' }]} />
      <PageHeader
        title="Alert settings"
        answer={
          silent.length === 0
            ? 'Somebody is told of budgets and of anomalies.'
            : 'Alerts nobody is told of are seen only by who looks at the list.'
        }
      />
      <AlertTabs current="settings" />
      <div className="px-(--gutter) pt-6 pb-12">
        {problem === undefined ? null : (
          <ErrorState title="The settings did not load" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        )}
        {settings === undefined ? null : mayWrite ? (
          <AlertSettingsForm settings={settings} channels={channels} />
        ) : (
          <DeniedState permission="change" scope="the settings of alerts" granters={[]} />
        )}
      </div>
    </>
  );
}
