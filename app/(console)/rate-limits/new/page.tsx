import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listRateTiers } from '#lib/rate-limits/index.ts';
import { limitPlaces } from '../_components/limit-places.ts';
import { NewLimitForm } from '../_components/new-limit-form.tsx';

export const metadata: Metadata = { title: 'New rate limit' };

/** Choices that a link may bring along: `?scope=key&key_id=…`. */
const presets = ['scope', 'department_id', 'team_id', 'user_id', 'role_id', 'key_id', 'connection_id'];

/** Who may do how much in which time? */
export default async function NewRateLimitPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const [search, places, tiers] = await Promise.all([searchParams, limitPlaces(), perform(listRateTiers, { limit: 200 })]);
  const tierOptions = (tiers.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const preset = Object.fromEntries(presets.flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : [])));
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Rate limits', href: '/rate-limits' }, { label: 'New rate limit' }]} />
      <PageHeader title="New rate limit" answer="In no stretch of its time, wherever that begins, is more let through than it says." />
      <div className="px-(--gutter) pb-12">
        <NewLimitForm places={places} tiers={tierOptions} preset={preset} />
      </div>
    </>
  );
}
