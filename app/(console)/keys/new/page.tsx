import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { CreateKeyForm } from '../_components/create-key-form.tsx';
import { loadKeyChoices } from '../_components/key-choices.ts';

export const metadata: Metadata = { title: 'Create key · Virtual keys' };

/** Which app should be able to call, for what, and how much? */
export default async function NewKeyPage() {
  const [choices, { me }] = await Promise.all([loadKeyChoices(), loadReader()]);
  const may = { budgets: holds(me.permissions, 'budgets.write'), limits: holds(me.permissions, 'limits.write') };
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Virtual keys', href: '/keys' }, { label: 'Create key' }]} />
      <PageHeader
        title="Create key"
        answer="The key is shown once. Give each app its own, so that you can see what it spends and stop it alone."
      />
      <div className="px-(--gutter) pb-12">
        <CreateKeyForm choices={choices} may={may} />
      </div>
    </>
  );
}
