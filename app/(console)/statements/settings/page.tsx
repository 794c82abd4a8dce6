import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getStatementSettings } from '#lib/statements/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { StatementSettingsForm } from '../_components/statement-settings-form.tsx';

export const metadata: Metadata = { title: 'Settings · Statements' };

/** How is what was used stated and charged? */
export default async function StatementSettingsPage() {
  const [{ me }, settings] = await Promise.all([loadReader(), perform(getStatementSettings, {})]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Statements', href: '/statements' }, { label: 'Settings' }]} />
      <PageHeader title="How statements are made" answer="Those that are issued stay as they are." />
      <div className="px-(--gutter) pb-12">
        {settings.problem === undefined ? (
          <StatementSettingsForm settings={settings.data} mayWrite={holds(me.permissions, 'statements.write')} />
        ) : (
          <ErrorState title="The settings did not load" requestId={settings.problem.request_id}>
            {settings.problem.detail}
          </ErrorState>
        )}
      </div>
    </>
  );
}
