import { Badge } from '#components/ui/badge.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { LimitActions } from './limit-actions.tsx';
import { type LimitRow, ruleWords, scopeWords } from './limit-words.ts';
import { UseMeter } from './use-meter.tsx';

export interface LimitsTableProps {
  limits: readonly LimitRow[];
  reader: Reader;
  mayWrite: boolean;
}

const perWords = { all: '', user: ' · each person', key: ' · each key' } as const;

/** What is limited, for whom, and how much of it is used now. */
export function LimitsTable({ limits, reader, mayWrite }: LimitsTableProps) {
  const format = createFormat(reader);
  return (
    <TableScroll label="Rate limits">
      <Table>
        <thead>
          <tr>
            <HeadCell>Name</HeadCell>
            <HeadCell>For</HeadCell>
            <HeadCell>Allows</HeadCell>
            <HeadCell numeric>Used now</HeadCell>
            {mayWrite ? <HeadCell className="text-right">Actions</HeadCell> : null}
          </tr>
        </thead>
        <tbody>
          {limits.map((limit) => (
            <tr key={limit.id}>
              <RowHead>
                <span dir="auto">{limit.name}</span> {limit.status === 'paused' ? <Badge tone="neutral">Paused</Badge> : null}
                {limit.tier_name === null ? null : <span className="text-quiet">{` · tier ${limit.tier_name}`}</span>}
              </RowHead>
              <Cell>
                {scopeWords[limit.scope.kind]}
                {limit.scope.kind === 'tenant' ? null : <span dir="auto">{` ${limit.scope.name ?? '(gone)'}`}</span>}
                {limit.scope.kind === 'role' ? '' : perWords[limit.per]}
              </Cell>
              <Cell>
                {limit.limits.map((rule) => (
                  <div key={`${rule.metric} ${rule.window}`}>{ruleWords(format, rule)}</div>
                ))}
              </Cell>
              <Cell numeric>
                {limit.use.map((use) => (
                  <UseMeter key={`${use.metric} ${use.window}`} label={limit.name} use={use} reader={reader} />
                ))}
              </Cell>
              {mayWrite ? (
                <Cell className="text-right">
                  <span className="inline-flex gap-1">
                    <LimitActions limit={limit} />
                  </span>
                </Cell>
              ) : null}
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}
