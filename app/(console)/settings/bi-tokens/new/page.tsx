import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { CreateBiTokenForm } from '../_components/create-bi-token-form.tsx';

export const metadata: Metadata = { title: 'Create BI token · BI tokens · Settings' };

/** Which tool should read the organization's sums? */
export default function NewBiTokenPage() {
  return (
    <>
      <PageBar crumbs={[{ label: 'Settings' }, { label: 'BI tokens', href: '/settings/bi-tokens' }, { label: 'Create BI token' }]} />
      <PageHeader
        title="Create BI token"
        answer="It reads sums by team, project and model; people, keys and single calls are in none of them. It is shown once."
      />
      <div className="px-(--gutter) pb-12">
        <CreateBiTokenForm />
      </div>
    </>
  );
}
