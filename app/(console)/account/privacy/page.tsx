import type { Metadata } from 'next';
import type { z } from 'zod';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import type { OwnPrivacy } from '#lib/contracts/consents.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getOwnPrivacy } from '#lib/privacy/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { PackageButton } from '../../privacy/_components/package-button.tsx';
import { kindWords, RequestState } from '../../privacy/_components/request-columns.tsx';
import { OwnConsent } from '../_components/own-consent.tsx';
import { OwnRequestForm } from '../_components/own-request-form.tsx';

export const metadata: Metadata = { title: 'My data' };

type Own = z.input<typeof OwnPrivacy>;
interface Showing {
  readonly reader: Reader;
  readonly now: string;
}

const stateWords = {
  given: 'You agreed',
  withdrawn: 'You withdrew',
  outdated: 'You agreed to an older text',
  never: 'You were not asked yet',
} as const;

function answerOf({ restricted, objected, pseudonymous }: Own): string {
  if (restricted) return 'Your data is restricted: it is stored, and nothing else is done with it.';
  if (objected || pseudonymous) return 'Statistics show a pseudonym in place of your name.';
  return 'What your data is used for, and what you can ask for.';
}

function Purposes({ purposes, reader, now }: Pick<Own, 'purposes'> & Showing) {
  if (purposes.length === 0) return <p className="text-control text-second">Your organization asks for no consent.</p>;
  return (
    <ul className="flex flex-col">
      {purposes.map(({ purpose_id: id, name, description, basis, effect, state, since }) => (
        <li key={id} className="flex flex-col gap-2 border-b py-3">
          <span className="font-medium text-body">{name}</span>
          <span className="whitespace-pre-line break-words text-control text-second">{description}</span>
          {basis === 'consent' ? (
            <span className="flex flex-wrap items-center gap-3 text-control">
              {stateWords[state]} {since === null ? null : <TimeText at={since} reader={reader} now={now} />}
              <OwnConsent id={id} name={name} isGiven={state === 'given'} effect={effect} />
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Requests({ requests, reader, now }: Pick<Own, 'requests'> & Showing) {
  if (requests.length === 0) return null;
  return (
    <ul aria-label="What I asked for" className="mb-6 flex flex-col">
      {requests.map((request) => (
        <li key={request.id} className="flex flex-wrap items-center justify-between gap-3 border-b py-2 text-control">
          <span className="flex flex-wrap items-center gap-3">
            {kindWords[request.kind]} <RequestState {...request} />
          </span>
          <span className="flex flex-wrap items-center gap-3">
            <TimeText at={request.received_at} reader={reader} now={now} />
            {request.package_bytes !== null && request.downloaded_at === null ? <PackageButton id={request.id} /> : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What is my data used for, and what can I ask for? */
export default async function OwnPrivacyPage() {
  const [{ reader, now }, { data, problem }] = await Promise.all([loadReader(), perform(getOwnPrivacy, {})]);
  return (
    <>
      <PageBar crumbs={[{ label: 'My account', href: '/account' }, { label: 'My data' }]} />
      <PageHeader title="My data" answer={data === undefined ? '' : answerOf(data)} />
      {problem === undefined ? (
        <div className="grid gap-10 px-(--gutter) pt-2 pb-12 xl:grid-cols-2">
          <section aria-labelledby="consents" className="flex flex-col gap-4">
            <h2 id="consents" className="font-semibold text-body">
              What it is used for
            </h2>
            <Purposes purposes={data.purposes} reader={reader} now={now} />
          </section>
          <section aria-labelledby="requests" className="flex flex-col gap-4">
            <h2 id="requests" className="font-semibold text-body">
              What I can ask for
            </h2>
            <Requests requests={data.requests} reader={reader} now={now} />
            <OwnRequestForm />
          </section>
        </div>
      ) : (
        <div className="px-(--gutter)">
          <ErrorState title="Your data did not load" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        </div>
      )}
    </>
  );
}
