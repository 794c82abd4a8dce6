import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { listProviders } from '#lib/connections/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { ConnectForm } from '../_components/connect-form.tsx';

export const metadata: Metadata = { title: 'Connect provider · Connections' };

export default async function NewConnectionPage() {
  const providers = await perform(listProviders, {});
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Connections', href: '/connections' }, { label: 'Connect provider' }]} />
      <PageHeader title="Connect provider" answer="Calls go out with your own credential; the provider bills you as before." />
      <div className="px-(--gutter) pb-12">
        <ConnectForm providers={providers.data?.data ?? []} />
      </div>
    </>
  );
}
