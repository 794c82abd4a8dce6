import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ChannelForm } from '../_components/channel-form.tsx';

export const metadata: Metadata = { title: 'Add channel' };

export default function NewChannelPage() {
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Channels', href: '/channels' }, { label: 'Add channel' }]} />
      <PageHeader title="Add channel" answer="A mailbox, a room or a pager. Its secret is encrypted at once; nobody sees it again." />
      <div className="px-(--gutter) pb-12">
        <ChannelForm />
      </div>
    </>
  );
}
