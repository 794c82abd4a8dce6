import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { pageLimitMax } from '#lib/contracts/page.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listTeams } from '#lib/organization/index.ts';
import { cutNote } from '../../../_shell/cut-note.ts';
import { InviteForm } from '../../_components/invite-form.tsx';
import { roleOptions } from '../../_components/role-options.ts';

export const metadata: Metadata = { title: 'Invite person · People' };

export default async function NewInvitationPage() {
  const [roles, teams] = await Promise.all([roleOptions(), perform(listTeams, { limit: pageLimitMax })]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'People', href: '/users' }, { label: 'Invite person' }]} />
      <PageHeader
        title="Invite person"
        answer="They get an e-mail with a link and choose their own password. Nothing is made before they do."
      />
      <div className="px-(--gutter) pb-12">
        <InviteForm
          roles={roles}
          teams={(teams.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          note={cutNote({ teams: teams.data })}
        />
      </div>
    </>
  );
}
