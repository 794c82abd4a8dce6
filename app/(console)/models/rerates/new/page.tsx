import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { createFormat } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listTeams } from '#lib/organization/index.ts';
import { listPriceOverrides, listPriceVersions } from '#lib/prices/index.ts';
import { loadReader } from '../../../_shell/load-reader.ts';
import { RerateForm } from '../../_components/rerate-form.tsx';

export const metadata: Metadata = { title: 'Compute calls again · Re-ratings' };

const presets = ['provider', 'model'];

/** Which calls had the wrong price? */
export default async function NewReratePage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const [search, { reader, now }, teams, versions, overrides] = await Promise.all([
    searchParams,
    loadReader(),
    perform(listTeams, { limit: 200 }),
    perform(listPriceVersions, { limit: 50 }),
    perform(listPriceOverrides, { limit: 200 }),
  ]);
  const format = createFormat(reader);
  const preset = Object.fromEntries(presets.flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : [])));
  const isDecided = (state: string): boolean => state === 'active' || state === 'scheduled' || state === 'ended';
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Re-ratings', href: '/models/rerates' }, { label: 'Compute calls again' }]} />
      <PageHeader title="Compute calls again" answer="First you see what it comes to; nothing is booked before you start it." />
      <div className="px-(--gutter) pb-12">
        <RerateForm
          preset={preset}
          teams={(teams.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          versions={(versions.data?.data ?? []).map(({ id, created_at: at }) => ({
            value: id,
            label: format.dateTime(new Date(at), new Date(now)),
          }))}
          overrides={(overrides.data?.data ?? [])
            .filter(({ state }) => isDecided(state))
            .map(({ id, model, provider }) => ({ value: id, label: `${model} of ${provider}` }))}
        />
      </div>
    </>
  );
}
