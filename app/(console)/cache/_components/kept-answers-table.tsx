import type { z } from 'zod';
import { ModelBadge } from '#components/ui/model-badge.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import type { KeptAnswers } from '#lib/contracts/cache.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { ClearAnswers, type ClearAnswersProps } from './clear-answers.tsx';

type KeptRow = z.input<typeof KeptAnswers>;

const ownerWords = { tenant: 'Whole organization', department: 'Department', team: 'Team', key: 'Key' } as const;

const ownerName = ({ owner, name }: KeptRow): string =>
  owner === 'tenant' ? ownerWords.tenant : (name ?? `${ownerWords[owner]} that is gone`);

function wantedOf({ owner, id, model }: KeptRow): ClearAnswersProps['wanted'] {
  if (id === null) return { model };
  return { model, ...(owner === 'team' ? { team_id: id } : owner === 'department' ? { department_id: id } : { key_id: id }) };
}

export interface KeptAnswersTableProps {
  rows: readonly KeptRow[];
  reader: Reader;
  now: string;
  mayClear: boolean;
}

/** What is kept, by who shares it and by model; those with the most answers first. */
export function KeptAnswersTable({ rows, reader, now, mayClear }: KeptAnswersTableProps) {
  const format = createFormat(reader);
  return (
    <TableScroll label="Kept answers">
      <Table>
        <thead>
          <tr>
            <HeadCell>Shared by</HeadCell>
            <HeadCell>Model</HeadCell>
            <HeadCell numeric>Answers</HeadCell>
            <HeadCell numeric>Size</HeadCell>
            <HeadCell>Newest</HeadCell>
            {mayClear ? <HeadCell className="text-right">Actions</HeadCell> : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.owner} ${row.id} ${row.data_class} ${row.model}`}>
              <RowHead>
                <span dir="auto">{ownerName(row)}</span>
                {row.data_class === null ? null : <span className="text-quiet">{` · ${row.data_class}`}</span>}
              </RowHead>
              <Cell>
                <ModelBadge model={row.model} />
              </Cell>
              <Cell numeric>{format.count(row.entries)}</Cell>
              <Cell numeric>{format.size(row.bytes)}</Cell>
              <Cell className="whitespace-nowrap">{format.relative(new Date(row.newest_at), new Date(now))}</Cell>
              {mayClear ? (
                <Cell className="text-right">
                  <ClearAnswers
                    of={`${ownerName(row)} by ${row.model}`}
                    entries={`${format.count(row.entries)} kept answers`}
                    wanted={wantedOf(row)}
                    label="Clear…"
                  />
                </Cell>
              ) : null}
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}
