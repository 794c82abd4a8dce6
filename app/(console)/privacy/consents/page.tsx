import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { Card } from '#components/ui/card.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getPrivacySettings, listConsentPurposes, listConsents } from '#lib/privacy/index.ts';
import { chosenValue } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { basisWords, consentColumns, effectWords, type PurposeRow } from '../_components/consent-columns.tsx';
import { PrivacyTabs } from '../_components/privacy-tabs.tsx';
import { PseudonymSwitch } from '../_components/pseudonym-switch.tsx';
import { PurposeActions } from '../_components/purpose-actions.tsx';

export const metadata: Metadata = { title: 'Consents · Privacy' };

const urlSpec = { filters: { state: ['is'] } } as const satisfies UrlSpec;
const stateOptions = [
  { value: 'given', label: 'Agreed' },
  { value: 'withdrawn', label: 'Withdrew' },
];

function Purpose({ purpose, mayWrite }: { purpose: PurposeRow; mayWrite: boolean }) {
  const { name, description, basis, effect, given, given_to_older: older, withdrawn, text_version: version, id } = purpose;
  return (
    <Card className="lg:col-span-6" title={name} subtitle={`${basisWords[basis]}, text version ${version}`}>
      <p className="mb-3 whitespace-pre-line break-words text-control text-second">{description}</p>
      <Facts
        facts={[
          ...(basis === 'consent'
            ? [
                { label: 'Agree', value: String(given), source: older === 0 ? undefined : `${older} to an older text` },
                { label: 'Withdrew', value: String(withdrawn) },
                { label: 'Withdrawing means', value: effectWords[effect] },
              ]
            : [{ label: 'Consent', value: 'Not needed' }]),
        ]}
      />
      {mayWrite ? (
        <div className="mt-3 flex gap-2">
          <PurposeActions id={id} name={name} />
        </div>
      ) : null}
    </Card>
  );
}

/** What are people asked, and what did they say? */
export default async function ConsentsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/privacy/consents', searchParams, urlSpec);
  const { state } = list;
  const [{ reader, now, me }, purposes, consents, settings] = await Promise.all([
    loadReader(),
    perform(listConsentPurposes, { limit: 200 }),
    perform(listConsents, { cursor: state.cursor, state: chosenValue(state, 'state', ['given', 'withdrawn']) }),
    perform(getPrivacySettings, {}),
  ]);
  const mayWrite = holds(me.permissions, 'privacy.write');
  const rows = purposes.data?.data ?? [];
  const isPseudonymous = settings.data?.pseudonymous_analytics === true;
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Privacy', href: '/privacy' }, { label: 'Consents' }]} />
      <PageHeader
        title="Privacy"
        answer={`What data about people is processed for, and what they said to it. Statistics show ${isPseudonymous ? 'pseudonyms' : 'names'}.`}
        primary={
          mayWrite ? (
            <ButtonLink variant="primary" href="/privacy/consents/new">
              Declare a purpose
            </ButtonLink>
          ) : undefined
        }
        actions={mayWrite && settings.data !== undefined ? <PseudonymSwitch isOn={isPseudonymous} /> : undefined}
      />
      <PrivacyTabs current="consents" />
      <div className="grid items-start gap-4 px-(--gutter) py-4 lg:grid-cols-12">
        {purposes.problem === undefined ? null : (
          <ErrorState title="The purposes did not load" requestId={purposes.problem.request_id}>
            {purposes.problem.detail}
          </ErrorState>
        )}
        {rows.map((purpose) => (
          <Purpose key={purpose.id} purpose={purpose} mayWrite={mayWrite} />
        ))}
        {rows.length === 0 && purposes.problem === undefined ? (
          <p className="text-control text-second lg:col-span-12">No purpose is declared yet, so nobody is asked for consent.</p>
        ) : null}
      </div>
      <DataTable
        label="Consents"
        columns={consentColumns}
        {...listProps(list, 'consents', consents)}
        rowName={(row) => `${row.user_name}: ${row.purpose_name}`}
        reader={reader}
        now={now}
        filters={{
          fields: [{ field: 'state', label: 'Said', kind: 'choice', operators: ['is'], options: stateOptions }],
          active: state.filters,
        }}
        empty={{
          title: 'Nobody has said anything yet',
          children: 'People agree and withdraw under My account; what is on paper is noted by the API.',
        }}
      />
    </>
  );
}
