import type { Metadata } from 'next';
import type { z } from 'zod';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { Badge, type Tone } from '#components/ui/badge.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { Card } from '#components/ui/card.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import type { PriceOverride } from '#lib/contracts/price-overrides.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listPriceOverrides, listUnpricedModels } from '#lib/prices/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { meterLabel } from '../_components/meter-words.ts';
import { ModelTabs } from '../_components/model-tabs.tsx';
import { OverrideActions } from '../_components/price-actions.tsx';
import { UnpricedModels } from '../_components/unpriced-models.tsx';

export const metadata: Metadata = { title: 'Own rates · Models and prices' };

type Override = z.input<typeof PriceOverride>;

const words: Readonly<Record<Override['state'], readonly [string, Tone]>> = {
  proposed: ['To decide', 'warning'],
  scheduled: ['Scheduled', 'info'],
  active: ['In force', 'success'],
  ended: ['Ended', 'neutral'],
  rejected: ['Rejected', 'neutral'],
};

function termsOf({ rates, discount_percent: percent }: Override, reader: Reader): string {
  const format = createFormat(reader);
  if (rates === null) return `${percent}% off the list`;
  return rates.map(({ meter, usd }) => `${meterLabel(meter)} ${format.moneyPrice(parseUsd(usd) ?? 0n)}`).join(' · ');
}

function answerOf(overrides: readonly Override[], unpriced: number): string {
  const count = (state: Override['state']) => overrides.filter((one) => one.state === state).length;
  const first = `${count('active')} in force, ${count('proposed')} to decide.`;
  return unpriced === 0 ? first : `${first} ${unpriced === 1 ? 'One model was' : `${unpriced} models were`} called without a price.`;
}

/** What do you pay in place of the list, and what has no price at all? */
export default async function OwnRatesPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const { cursor } = await searchParams;
  const page = typeof cursor === 'string' ? { cursor } : {};
  const [{ reader, now, me }, overrides, unpriced] = await Promise.all([
    loadReader(),
    perform(listPriceOverrides, { limit: 100, ...page }),
    perform(listUnpricedModels, {}),
  ]);
  const rows = overrides.data?.data ?? [];
  const models = unpriced.data?.data ?? [];
  const format = createFormat(reader);
  const day = (text: string): string => format.day(new Date(text), new Date(now));
  const mayDecide = holds(me.permissions, 'prices.approve');
  const propose = holds(me.permissions, 'prices.propose') ? (
    <ButtonLink variant="primary" href="/models/rates/new">
      Propose terms
    </ButtonLink>
  ) : undefined;
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Models and prices', href: '/models' }, { label: 'Own rates' }]} />
      <PageHeader
        title="Own rates"
        answer={overrides.problem === undefined ? answerOf(rows, models.length) : undefined}
        primary={propose}
      />
      <ModelTabs current="rates" permissions={me.permissions} />
      <div className="flex flex-col gap-4 px-(--gutter) pt-4 pb-16">
        {overrides.problem === undefined ? null : (
          <ErrorState title="The terms did not load" requestId={overrides.problem.request_id}>
            {overrides.problem.detail}
          </ErrorState>
        )}
        <UnpricedModels models={models} reader={reader} now={now} mayPropose={propose !== undefined} />
        {rows.length === 0 ? (
          <EmptyState
            title="You pay the list everywhere"
            {...(propose === undefined ? {} : { action: <ButtonLink href="/models/rates/new">Propose terms</ButtonLink> })}
          >
            Enter negotiated rates or a discount; approved, calls are charged by them.
          </EmptyState>
        ) : (
          <Card title="Rates and discounts" subtitle="Newest first; a name counts before a pattern, a pattern before *">
            <TableScroll label="Rates and discounts">
              <Table>
                <thead>
                  <tr>
                    <HeadCell>Models</HeadCell>
                    <HeadCell>State</HeadCell>
                    <HeadCell>Terms, per 1M tokens</HeadCell>
                    <HeadCell>Valid</HeadCell>
                    <HeadCell>Proposed by</HeadCell>
                    {mayDecide ? <HeadCell className="text-right">Actions</HeadCell> : null}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr key={row.id}>
                      <RowHead className="whitespace-nowrap">
                        <span className="font-mono text-caption">{row.model}</span> <span className="text-quiet">{row.provider}</span>
                      </RowHead>
                      <Cell>
                        <Badge tone={words[row.state][1]}>{words[row.state][0]}</Badge>
                      </Cell>
                      <Cell className="min-w-48 py-1.5">{termsOf(row, reader)}</Cell>
                      <Cell className="whitespace-nowrap">{`${day(row.valid_from)} – ${row.valid_to === null ? 'no end' : day(row.valid_to)}`}</Cell>
                      <Cell dir="auto">{row.proposed_by.name ?? '–'}</Cell>
                      {mayDecide ? (
                        <Cell className="text-right">
                          <OverrideActions id={row.id} name={`${row.model} of ${row.provider}`} state={row.state} />
                        </Cell>
                      ) : null}
                    </tr>
                  ))}
                </tbody>
              </Table>
            </TableScroll>
          </Card>
        )}
      </div>
    </>
  );
}
