import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { Card } from '#components/ui/card.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listUsers } from '#lib/identity/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { DisableAllForm } from '../_components/disable-all-form.tsx';
import { loadKeyChoices } from '../_components/key-choices.ts';
import { KeyTabs } from '../_components/key-tabs.tsx';
import { LeakForm } from '../_components/leak-form.tsx';

export const metadata: Metadata = { title: 'Leaked keys' };

/** A key is where it should not be: what now? */
export default async function LeaksPage() {
  const { me } = await loadReader();
  const mayWrite = holds(me.permissions, 'keys.write');
  const [choices, users] = await Promise.all([loadKeyChoices(), mayWrite ? perform(listUsers, { limit: 200 }) : undefined]);
  const people = (users?.data?.data ?? []).map(({ id, name, email }) => ({ value: id, label: name || email }));
  const own = { value: me.user.id, label: `${me.user.name || me.user.email} (you)` };
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Virtual keys', href: '/keys' }, { label: 'Leaks' }]} />
      <PageHeader
        title="Leaked keys"
        answer="Report what you found: keys of the organization in it stop within two seconds, for good, and their people are told."
      />
      <KeyTabs current="leaks" permissions={me.permissions} />
      <div className="grid items-start gap-4 px-(--gutter) pt-4 pb-16 lg:grid-cols-12">
        <Card className="lg:col-span-6" title="Report a leak" subtitle="Everybody may; what you paste is not kept">
          <LeakForm />
        </Card>
        <Card className="lg:col-span-6" title="Disable all keys" subtitle="Of a person, a team, a department or a project">
          <DisableAllForm choices={choices} people={[own, ...people.filter(({ value }) => value !== own.value)]} isOwnOnly={!mayWrite} />
        </Card>
      </div>
    </>
  );
}
