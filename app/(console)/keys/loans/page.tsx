import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import type { Problem } from '#lib/http/render-problem.ts';
import { listKeyLoans } from '#lib/keys/index.ts';
import { everyPage } from '../../_shell/every-page.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { KeyTabs } from '../_components/key-tabs.tsx';
import { LentKeyCard, type LentKeyRow } from './_components/lent-key-card.tsx';

export const metadata: Metadata = { title: 'Loans · Virtual keys' };

const days = 30;

function answerOf(keys: readonly LentKeyRow[]): string {
  const loans = keys.reduce((sum, key) => sum + key.loans.length, 0);
  if (loans === 0) return 'A team or department can lend a key to another, which calls by its limits with a secret of its own.';
  return `${keys.length} ${keys.length === 1 ? 'key is' : 'keys are'} lent in ${loans} ${loans === 1 ? 'loan' : 'loans'}.`;
}

/** Which keys are lent, to whom, and who used them? */
export default async function KeyLoansPage() {
  const last: { problem?: Problem | undefined } = {};
  const [{ me, reader, now }, rows] = await Promise.all([
    loadReader(),
    everyPage(async (cursor) => {
      const page = await perform(listKeyLoans, { days, limit: 200, cursor });
      last.problem = page.problem;
      return page.data;
    }),
  ]);
  const { problem } = last;
  const mayWrite = holds(me.permissions, 'keys.write');
  const lend = mayWrite ? (
    <ButtonLink variant="primary" href="/keys/loans/new">
      Lend key
    </ButtonLink>
  ) : undefined;
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Virtual keys', href: '/keys' }, { label: 'Loans' }]} />
      <PageHeader title="Loans" answer={problem === undefined ? answerOf(rows) : undefined} primary={lend} />
      <KeyTabs current="loans" permissions={me.permissions} />
      {problem === undefined ? (
        <div className="grid items-start gap-4 px-(--gutter) pt-4 pb-16 lg:grid-cols-12">
          {rows.map((row) => (
            <LentKeyCard key={row.key_id} lent={row} days={days} reader={reader} now={now} />
          ))}
        </div>
      ) : (
        <ErrorState title="The loans did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      )}
      {problem === undefined && rows.length === 0 ? (
        <EmptyState title="No key is lent" action={lend}>
          The borrower takes a secret of its own, so that each call says who made it.
        </EmptyState>
      ) : null}
    </>
  );
}
