import Link from 'next/link';
import { Button } from '#components/ui/button.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Select, type SelectOption } from '#components/ui/select.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listEffectiveLimits } from '#lib/rate-limits/index.ts';
import { ruleWords, scopeWords } from './limit-words.ts';
import { UseMeter } from './use-meter.tsx';

export interface LimitsOfKeyProps {
  keyId: string;
  reader: Reader;
}

/** Every limit that calls of the key meet, whatever model they are for, with how much is used now. */
export async function LimitsOfKey({ keyId, reader }: LimitsOfKeyProps) {
  const { data, problem } = await perform(listEffectiveLimits, { key_id: keyId });
  if (problem !== undefined) {
    return (
      <ErrorState title="The limits did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const limits = data.data.filter(({ is_burst }) => !is_burst);
  if (limits.length === 0) return <p className="text-control text-second">No limit applies to calls of this key.</p>;
  const format = createFormat(reader);
  return (
    <TableScroll label="Limits of the key">
      <Table>
        <thead>
          <tr>
            <HeadCell>Limit</HeadCell>
            <HeadCell>Allows</HeadCell>
            <HeadCell numeric>Used now</HeadCell>
          </tr>
        </thead>
        <tbody>
          {limits.map((limit) => (
            <tr key={`${limit.rate_limit_id} ${limit.metric} ${limit.window}`}>
              <RowHead>
                <span dir="auto">{limit.name}</span>
                <span className="text-quiet">{` · ${scopeWords[limit.scope]}`}</span>
              </RowHead>
              <Cell>{ruleWords(format, { ...limit, burst: null })}</Cell>
              <Cell numeric>
                <UseMeter label={limit.name} use={limit} reader={reader} />
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}

export interface EffectiveLimitsProps {
  keys: readonly SelectOption[];
  /** The key that was asked about; undefined before. */
  chosen: string | undefined;
  reader: Reader;
}

/** Answers "which limits apply to this key?". */
export function EffectiveLimits({ keys, chosen, reader }: EffectiveLimitsProps) {
  return (
    <div className="flex flex-col gap-3">
      <form method="get" action="/rate-limits" className="flex flex-wrap items-center gap-2">
        <label htmlFor="limits-key" className="text-control">
          Key
        </label>
        <span className="min-w-0 flex-1">
          <Select id="limits-key" name="key_id" options={keys} defaultValue={chosen ?? ''} placeholder="Choose…" compact />
        </span>
        <Button type="submit" size="small">
          Show
        </Button>
      </form>
      {chosen === undefined ? (
        <p className="text-control text-second">
          Limits of the organization, the department, the team, the owner, his role and the key itself add up.
        </p>
      ) : (
        <>
          <LimitsOfKey keyId={chosen} reader={reader} />
          <Link className="text-control underline" href={`/rate-limits/new?scope=key&key_id=${encodeURIComponent(chosen)}`}>
            Limit this key…
          </Link>
        </>
      )}
    </div>
  );
}
