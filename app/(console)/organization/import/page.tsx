import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { ImportForm } from '../_components/import-form.tsx';

export const metadata: Metadata = { title: 'Import' };

/** What would this file change? */
export default async function ImportPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const { kind } = await searchParams;
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Departments', href: '/organization' }, { label: 'Import' }]} />
      <PageHeader title="Import" answer="A CSV file is shown first and carried out whole, or not at all. It takes nothing away." />
      <div className="px-(--gutter) pb-12">
        <ImportForm first={typeof kind === 'string' ? kind : undefined} />
      </div>
    </>
  );
}
