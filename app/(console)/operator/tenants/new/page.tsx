import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ProvisionForm } from '../../_components/provision-form.tsx';

export const metadata: Metadata = { title: 'Provision organization · Platform' };

export default function NewTenantPage() {
  return (
    <>
      <PageBar
        crumbs={[{ label: 'Operator' }, { label: 'Organizations', href: '/operator/tenants' }, { label: 'Provision organization' }]}
      />
      <PageHeader
        title="Provision organization"
        answer="Its first administrator gets a temporary password that works for seven days and must be changed at the first sign-in."
      />
      <div className="px-(--gutter) pb-12">
        <ProvisionForm />
      </div>
    </>
  );
}
