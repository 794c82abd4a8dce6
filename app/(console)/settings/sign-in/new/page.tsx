import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ConnectionForm } from '../_components/connection-form.tsx';
import { loadChoices } from '../_components/load-choices.ts';

export const metadata: Metadata = { title: 'Connect identity provider · Settings' };

export default async function NewSsoConnectionPage() {
  const choices = await loadChoices();
  return (
    <>
      <PageBar
        crumbs={[{ label: 'Settings' }, { label: 'Single sign-on', href: '/settings/sign-in' }, { label: 'Connect identity provider' }]}
      />
      <PageHeader title="Connect identity provider" answer="It starts switched off: try a sign-in first, then let your people in." />
      <div className="px-(--gutter) pb-12">
        <ConnectionForm choices={choices} />
      </div>
    </>
  );
}
