import type { Metadata } from 'next';
import type { z } from 'zod';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { StatusBadge } from '#components/ui/badge.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { Card } from '#components/ui/card.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { type Fact, Facts } from '#components/ui/facts.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import type { LegalHold } from '#lib/contracts/legal-holds.ts';
import { holds } from '#lib/contracts/permissions.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listLegalHolds } from '#lib/privacy/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { HoldActions } from '../_components/hold-actions.tsx';
import { PrivacyTabs } from '../_components/privacy-tabs.tsx';

export const metadata: Metadata = { title: 'Legal holds · Privacy' };

type HoldRow = z.input<typeof LegalHold>;

const words = { proposed: 'Waits for approval', active: 'In force', release_proposed: 'Release waits', released: 'Released' } as const;
const tones = { proposed: 'warning', active: 'danger', release_proposed: 'warning', released: 'neutral' } as const;

function factsOf(hold: HoldRow, { reader, now }: { reader: Reader; now: string }): readonly Fact[] {
  const time = (at: string | null) => (at === null ? 'Not yet' : <TimeText at={at} reader={reader} now={now} absolute />);
  return [
    { label: 'Holds', value: hold.covers },
    { label: 'Reason', value: hold.reason },
    { label: 'Proposed', value: time(hold.created_at), source: hold.created_by_name ?? undefined },
    { label: 'In force', value: time(hold.approved_at), source: hold.approved_by_name ?? undefined },
    ...(hold.release_reason === null ? [] : [{ label: 'Release', value: hold.release_reason, source: hold.release_by_name ?? undefined }]),
    ...(hold.released_at === null
      ? []
      : [{ label: 'Released', value: time(hold.released_at), source: hold.released_by_name ?? undefined }]),
  ];
}

/** What must not be erased, and why? */
export default async function LegalHoldsPage() {
  const [{ reader, now, me }, { data, problem }] = await Promise.all([loadReader(), perform(listLegalHolds, { limit: 200 })]);
  const mayWrite = holds(me.permissions, 'privacy.write');
  const rows = data?.data ?? [];
  const holding = rows.filter(({ state }) => state === 'active' || state === 'release_proposed').length;
  const create = (
    <ButtonLink variant="primary" href="/privacy/holds/new">
      Propose a hold
    </ButtonLink>
  );
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Privacy', href: '/privacy' }, { label: 'Legal holds' }]} />
      <PageHeader
        title="Privacy"
        answer={
          holding === 0
            ? 'No legal hold is in force: what people ask to erase is erased, and retention runs.'
            : `${holding} ${holding === 1 ? 'hold is' : 'holds are'} in force; what ${holding === 1 ? 'it covers' : 'they cover'} is neither erased nor deleted.`
        }
        primary={mayWrite && rows.length > 0 ? create : undefined}
      />
      <PrivacyTabs current="holds" />
      <div className="grid items-start gap-4 px-(--gutter) pt-4 pb-16 lg:grid-cols-12">
        {problem === undefined ? null : (
          <ErrorState title="The holds did not load" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        )}
        {problem === undefined && rows.length === 0 ? (
          <div className="lg:col-span-12">
            <EmptyState title="There is no legal hold" action={mayWrite ? create : undefined}>
              A hold keeps the data of a person, of a project or of a range of time, whatever people ask and retention says.
            </EmptyState>
          </div>
        ) : null}
        {rows.map((hold) => (
          <Card
            key={hold.id}
            className="lg:col-span-6"
            title={hold.name}
            aside={<StatusBadge tone={tones[hold.state]}>{words[hold.state]}</StatusBadge>}
          >
            <Facts facts={factsOf(hold, { reader, now })} />
            {mayWrite && hold.state !== 'released' ? (
              <div className="mt-3 flex gap-2">
                <HoldActions id={hold.id} name={hold.name} state={hold.state} />
              </div>
            ) : null}
          </Card>
        ))}
      </div>
    </>
  );
}
