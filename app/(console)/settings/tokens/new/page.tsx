import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { allPermissions, holds, permissions } from '#lib/contracts/permissions.ts';
import { loadReader } from '../../../_shell/load-reader.ts';
import { CreateTokenForm } from '../_components/create-token-form.tsx';

export const metadata: Metadata = { title: 'Create token · API tokens · Settings' };

/** Which program should be able to do what? */
export default async function NewTokenPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const [{ me }, { for: purpose }] = await Promise.all([loadReader(), searchParams]);
  const held = allPermissions.filter((name) => holds(me.permissions, name));
  const mayMakeTenantTokens = held.includes('tokens.write');
  const isForDirectory = purpose === 'scim' && mayMakeTenantTokens;
  return (
    <>
      <PageBar crumbs={[{ label: 'Settings' }, { label: 'API tokens', href: '/settings/tokens' }, { label: 'Create token' }]} />
      <PageHeader
        title="Create token"
        answer="The token is shown once. Give each program its own, so that you can see what it does and stop it alone."
      />
      <div className="px-(--gutter) pb-12">
        <CreateTokenForm
          permissions={held.map((name) => ({ value: name, label: name, hint: permissions[name] }))}
          mayMakeTenantTokens={mayMakeTenantTokens}
          initial={isForDirectory ? { owner: 'tenant', name: 'Directory', permissions: ['scim.provision'] } : { owner: 'person' }}
        />
      </div>
    </>
  );
}
