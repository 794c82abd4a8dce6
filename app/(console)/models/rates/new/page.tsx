import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { listProviders } from '#lib/connections/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { OverrideForm } from '../../_components/override-form.tsx';

export const metadata: Metadata = { title: 'Propose terms · Own rates' };

/** Choices that a link may bring along. */
const presets = ['provider', 'model'];

/** What was agreed with whom? */
export default async function NewOverridePage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const [search, providers] = await Promise.all([searchParams, perform(listProviders, {})]);
  const preset = Object.fromEntries(presets.flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : [])));
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Own rates', href: '/models/rates' }, { label: 'Propose terms' }]} />
      <PageHeader title="Propose terms" answer="Nothing is charged by them before somebody approves." />
      <div className="px-(--gutter) pb-12">
        <OverrideForm providers={(providers.data?.data ?? []).map(({ name, label }) => ({ value: name, label }))} preset={preset} />
      </div>
    </>
  );
}
