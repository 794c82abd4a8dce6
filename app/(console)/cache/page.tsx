import type { Metadata } from 'next';
import type { z } from 'zod';
import { FigureStrip } from '#components/figures/figure-strip.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card } from '#components/ui/card.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { getCache } from '#lib/cache/index.ts';
import type { Cache } from '#lib/contracts/cache.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listTeams } from '#lib/organization/index.ts';
import { everyPage } from '../_shell/every-page.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { CacheForm } from './_components/cache-form.tsx';
import { ClearAnswers } from './_components/clear-answers.tsx';
import { KeptAnswersTable } from './_components/kept-answers-table.tsx';
import { LentAnswers } from './_components/lent-answers.tsx';

export const metadata: Metadata = { title: 'Cache' };

type CacheState = z.input<typeof Cache>;

const days = 30;
const period = `Last ${days} days`;

function answerOf({ mode, use }: CacheState, reader: Reader): string {
  const format = createFormat(reader);
  if (mode === 'off') return 'No answer is kept, and every call is sent to its provider.';
  if (use.hit_rate === null) return 'On, and no call has asked the cache yet.';
  const saved = format.moneySum(parseUsd(use.saved_usd) ?? 0n);
  return `${format.percent(use.hit_rate)} of the calls that asked were answered without a provider in the last ${days} days, which saved ${saved}.`;
}

function figuresOf({ use, entries, bytes }: CacheState, reader: Reader) {
  const format = createFormat(reader);
  const saved = parseUsd(use.saved_usd) ?? 0n;
  return [
    {
      label: 'Hit rate',
      value: use.hit_rate === null ? '–' : format.percent(use.hit_rate),
      note: period,
      explain: { formula: '(hits + similar) ÷ (hits + similar + misses)', period, source: 'Usage events of calls that asked the cache' },
    },
    { label: 'Saved', value: format.moneySum(saved), exact: format.moneyExact(saved), note: period },
    {
      label: 'Told again',
      value: format.count(use.hits + use.similar),
      detail: use.similar > 0 ? `${format.count(use.similar)} similar` : undefined,
      note: period,
    },
    {
      label: 'Sent',
      value: format.count(use.misses),
      detail: use.bypasses > 0 ? `${format.count(use.bypasses)} past the cache` : undefined,
      note: period,
    },
    { label: 'Kept now', value: format.count(entries), detail: format.size(bytes) },
  ];
}

/** What does keeping answers save? */
export default async function CachePage() {
  const [{ reader, now, me }, { data: cache, problem }] = await Promise.all([loadReader(), perform(getCache, { days })]);
  const bar = <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Cache' }]} />;
  if (problem !== undefined) {
    return (
      <>
        {bar}
        <PageHeader title="Cache" />
        <ErrorState title="The cache did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </>
    );
  }
  const mayWrite = holds(me.permissions, 'cache.write');
  const teams = mayWrite ? await everyPage(async (cursor) => (await perform(listTeams, { limit: 200, cursor })).data) : [];
  const isOn = cache.mode !== 'off';
  const entries = `${createFormat(reader).count(cache.entries)} kept answers`;
  return (
    <>
      {bar}
      <PageHeader
        title="Cache"
        badge={<Badge tone={isOn ? 'success' : 'neutral'}>{isOn ? (cache.mode === 'all' ? 'On' : 'On for calls that ask') : 'Off'}</Badge>}
        answer={answerOf(cache, reader)}
        actions={
          mayWrite && cache.entries > 0 ? <ClearAnswers of="everybody" entries={entries} wanted={{}} label="Clear all…" /> : undefined
        }
      />
      <FigureStrip label="Key figures" figures={figuresOf(cache, reader)} />
      <div className="grid items-start gap-4 px-(--gutter) pt-4 pb-12 lg:grid-cols-12">
        <Card className="lg:col-span-7" title="Kept answers" subtitle="By who shares them and by model, now">
          {cache.kept.length === 0 ? (
            <EmptyState centred={false} level={3} className="p-0" title="Nothing is kept">
              {isOn
                ? 'The next complete answer to a call that asks is kept. The usage log shows what the cache did for each call.'
                : 'Switch it on where calls repeat themselves: help desks, tests, nightly jobs. Agents and chats rarely do.'}
            </EmptyState>
          ) : (
            <KeptAnswersTable rows={cache.kept} reader={reader} now={now} mayClear={mayWrite} />
          )}
          {cache.lent.length === 0 ? null : (
            <div className="mt-4">
              <h3 className="mb-2 font-medium text-control">{`Lent answers, last ${days} days`}</h3>
              <LentAnswers rows={cache.lent} reader={reader} />
            </div>
          )}
        </Card>
        <Card className="lg:col-span-5" title="Settings" subtitle="A change leaves an audit entry">
          {mayWrite ? (
            <CacheForm settings={cache} teams={teams.map(({ id, name }) => ({ value: id, label: name }))} />
          ) : (
            <p className="text-control text-second">Only who may change the cache sees its settings here.</p>
          )}
        </Card>
      </div>
    </>
  );
}
