import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { Card } from '#components/ui/card.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listKeys } from '#lib/keys/index.ts';
import { getRateLimitSettings, listRateLimits, listRateTiers } from '#lib/rate-limits/index.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { EffectiveLimits } from './_components/effective-limits.tsx';
import { type LimitRow, ruleWords } from './_components/limit-words.ts';
import { LimitsTable } from './_components/limits-table.tsx';
import { SettingsForm } from './_components/settings-form.tsx';
import { TierActions } from './_components/tier-actions.tsx';

export const metadata: Metadata = { title: 'Rate limits' };

/** From this share on a limit will soon refuse calls. */
const nearShare = 0.8;

function answerOf(limits: readonly LimitRow[], reader: Reader): string {
  const format = createFormat(reader);
  const inForce = limits.filter(({ status }) => status === 'active');
  if (inForce.length === 0) return 'Nothing limits how much calls may do in a stretch of time.';
  const near = inForce.filter(({ use }) => use.some(({ used, limit }) => used !== null && used >= limit * nearShare));
  const count = inForce.length === 1 ? '1 limit is in force' : `${format.count(inForce.length)} limits are in force`;
  if (near.length === 0) return `${count}, none of them near its end now.`;
  return `${count}; ${near.map(({ name }) => name).join(', ')} ${near.length === 1 ? 'is' : 'are'} four fifths used or more.`;
}

async function Tiers({ reader, mayWrite }: { reader: Reader; mayWrite: boolean }) {
  const { data } = await perform(listRateTiers, { limit: 200 });
  const tiers = data?.data ?? [];
  if (tiers.length === 0 && !mayWrite) return null;
  const format = createFormat(reader);
  return (
    <Card
      className="lg:col-span-6"
      title="Tiers"
      subtitle="Named sets of limits"
      aside={mayWrite ? <ButtonLink href="/rate-limits/tiers/new">Create tier</ButtonLink> : undefined}
    >
      {tiers.length === 0 ? (
        <p className="text-control text-second">No tier yet: limits that go together, to give to many by one name.</p>
      ) : null}
      <ul className="flex flex-col gap-3 text-control">
        {tiers.map((tier) => (
          <li key={tier.id} className="flex items-start justify-between gap-3">
            <div className="min-w-0">
              <p className="break-words font-medium" dir="auto">{`${tier.name} · used by ${format.count(tier.used_by)}`}</p>
              <p className="text-second">{tier.limits.map((rule) => ruleWords(format, rule)).join('; ')}</p>
            </div>
            {mayWrite ? <TierActions tier={tier} isUsed={tier.used_by > 0} /> : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Who is near a limit? */
export default async function RateLimitsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const [search, { reader, me }, { data, problem }, keys, settings] = await Promise.all([
    searchParams,
    loadReader(),
    perform(listRateLimits, { limit: 200 }),
    perform(listKeys, { limit: 200, status: 'active' }),
    perform(getRateLimitSettings, {}),
  ]);
  const bar = <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Rate limits' }]} />;
  if (problem !== undefined) {
    return (
      <>
        {bar}
        <PageHeader title="Rate limits" />
        <ErrorState title="The limits did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </>
    );
  }
  const mayWrite = holds(me.permissions, 'limits.write');
  const create = (
    <ButtonLink variant="primary" href="/rate-limits/new">
      Create limit
    </ButtonLink>
  );
  const options = (keys.data?.data ?? []).map(({ id, name, display }) => ({ value: id, label: `${name} · ${display}` }));
  return (
    <>
      {bar}
      <PageHeader
        title="Rate limits"
        answer={answerOf(data.data, reader)}
        primary={mayWrite && data.data.length > 0 ? create : undefined}
      />
      <div className="grid items-start gap-4 px-(--gutter) pt-2 pb-16 lg:grid-cols-12">
        {data.data.length === 0 ? (
          <div className="lg:col-span-12">
            <EmptyState title="No rate is limited" action={mayWrite ? create : undefined}>
              Keep a script in a loop from taking what everybody shares: requests a minute for a team, tokens a month for each person.
            </EmptyState>
          </div>
        ) : (
          <Card className="lg:col-span-12" title="Limits" subtitle="Use is of the window that ends now, all processes together">
            <LimitsTable limits={data.data} reader={reader} mayWrite={mayWrite} />
          </Card>
        )}
        <Card className="lg:col-span-6" title="Which limits apply to this key?">
          <EffectiveLimits keys={options} chosen={typeof search.key_id === 'string' ? search.key_id : undefined} reader={reader} />
        </Card>
        <Tiers reader={reader} mayWrite={mayWrite} />
        {mayWrite && settings.data !== undefined ? (
          <Card className="lg:col-span-6" title="Settings" subtitle="A change leaves an audit entry">
            <SettingsForm settings={settings.data} />
          </Card>
        ) : null}
      </div>
    </>
  );
}
