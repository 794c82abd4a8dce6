import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listKeys } from '#lib/keys/index.ts';
import { listDepartments, listTeams } from '#lib/organization/index.ts';
import { everyPage } from '../../../_shell/every-page.ts';
import { kindWords } from '../../_components/key-words.ts';
import { LendKeyForm } from '../_components/lend-key-form.tsx';

export const metadata: Metadata = { title: 'Lend key · Loans · Virtual keys' };

const named = (rows: readonly { id: string; name: string }[]) => rows.map(({ id, name }) => ({ value: id, label: name }));

/** Whose key should somebody else call with? */
export default async function LendKeyPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const page = (cursor: string | undefined) => ({ limit: 200, cursor });
  const [{ key }, keys, teams, departments] = await Promise.all([
    searchParams,
    everyPage(async (cursor) => (await perform(listKeys, { ...page(cursor), status: 'active' })).data),
    everyPage(async (cursor) => (await perform(listTeams, page(cursor))).data),
    everyPage(async (cursor) => (await perform(listDepartments, page(cursor))).data),
  ]);
  const lendable = keys
    .filter(({ kind }) => kind !== 'personal')
    .map(({ id, name, kind, display }) => ({ value: id, label: name, detail: `${kindWords[kind]}, ${display}` }));
  return (
    <>
      <PageBar
        crumbs={[
          { label: 'Organization' },
          { label: 'Virtual keys', href: '/keys' },
          { label: 'Loans', href: '/keys/loans' },
          { label: 'Lend key' },
        ]}
      />
      <PageHeader
        title="Lend key"
        answer="The borrower takes a secret of its own and calls by the key’s models, limits and budget. Its calls are charged to the borrower, and you see what it used."
      />
      <div className="px-(--gutter) pb-12">
        <LendKeyForm
          keys={lendable}
          teams={named(teams)}
          departments={named(departments)}
          {...(typeof key === 'string' ? { keyId: key } : {})}
        />
      </div>
    </>
  );
}
