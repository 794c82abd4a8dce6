import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { WebhookForm } from '../_components/webhook-form.tsx';

export const metadata: Metadata = { title: 'Add webhook' };

export default function NewWebhookPage() {
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Channels', href: '/channels' }, { label: 'Add webhook' }]} />
      <PageHeader
        title="Add webhook"
        answer="Events are sent with Standard Webhooks signatures, tried again for three days, and can be sent once more."
      />
      <div className="px-(--gutter) pb-12">
        <WebhookForm />
      </div>
    </>
  );
}
