import { createFormat, type Reader } from '#lib/core/format.ts';
import { type Amount, type Metric, writeExact, writeLead } from './metric.ts';

/** An amount as headers and sentences write it; all digits on hover, and on Ctrl C while its link has the focus. */
export function LeadAmount({ metric, amount, reader }: { metric: Metric; amount: Amount; reader: Reader }) {
  const format = createFormat(reader);
  const exact = writeExact(format, metric, amount);
  return (
    <span data-exact={exact} data-tip={exact}>
      {writeLead(format, metric, amount)}
    </span>
  );
}
