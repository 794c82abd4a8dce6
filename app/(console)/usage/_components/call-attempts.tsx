import { Badge } from '#components/ui/badge.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import type { CallRow } from './call-columns.tsx';

type Attempt = CallRow['failed_attempts'][number];

const faultWords = {
  not_translated: 'Cannot be asked for this in its protocol',
  request: 'Refused the request',
  too_long: 'The request was too long for it',
  rate_limited: 'Rate limited',
  not_served: 'Does not serve the call',
  server_error: 'Failed on its side',
  unreachable: 'Not reached',
  reset: 'Hung up before an answer',
  silent: 'No answer in time',
  cut: 'The answer broke off',
  unusable: 'An answer that cannot be read',
  busy: 'All its places were taken',
  own: 'Ended on our side',
} as const satisfies Record<Attempt['fault'], string>;

/** What was tried before the target that served the call, or until none was left. */
export function CallAttempts({ attempts, served, reader }: { attempts: readonly Attempt[]; served: string | null; reader: Reader }) {
  const format = createFormat(reader);
  const booked = (usd: string): string => `may be billed: ${format.moneyExact(parseUsd(usd) ?? 0n)}`;
  const detail = ({ http_status: status, error_code: code, duration_ms: duration, cost_usd: cost }: Attempt): string =>
    [status, code, duration === null ? 'not asked' : format.duration(duration), cost === null ? null : booked(cost)]
      .filter((part) => part !== null)
      .join(' · ');
  return (
    <section aria-label="Attempts">
      <h3 className="mt-6 mb-2 font-semibold text-body">Attempts</h3>
      <ol className="flex flex-col gap-2 text-control">
        {attempts.map((attempt, index) => (
          // Attempts have no id of their own, and the list of a call never changes.
          // biome-ignore lint/suspicious/noArrayIndexKey: their place among the attempts is what tells them apart
          <li key={index} className="flex flex-col">
            <span className="flex flex-wrap items-center gap-2">
              <span className="break-all">{`${attempt.connection?.name ?? attempt.provider} / ${attempt.model}`}</span>
              <Badge tone="warning">{faultWords[attempt.fault]}</Badge>
            </span>
            <span className="text-quiet">{detail(attempt)}</span>
          </li>
        ))}
        {served === null ? null : (
          <li className="flex flex-wrap items-center gap-2">
            <span className="break-all">{served}</span>
            <Badge tone="success">Answered</Badge>
          </li>
        )}
      </ol>
    </section>
  );
}
