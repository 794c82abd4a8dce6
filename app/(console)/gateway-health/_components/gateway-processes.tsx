import type { z } from 'zod';
import { StatusBadge } from '#components/ui/badge.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { type GatewayProcess, postingBehindMs } from '#lib/contracts/gateway-targets.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';

/** A gateway process in wire form, as pages get it. */
export type GatewayRow = z.input<typeof GatewayProcess>;

/** A loop that is later than this adds to what every call takes. */
const slowMs = 100;

const isBehind = ({ posting_lag_ms: lagMs, fault }: GatewayRow): boolean => lagMs > postingBehindMs || fault !== null;

/** What is wrong with gateways, a sentence each; none where all keep up. */
export function behindWords(gateways: readonly GatewayRow[]): readonly string[] {
  const behind = gateways.filter(isBehind).length;
  if (behind === 0) return [];
  return [
    `${behind === 1 ? 'One gateway process has' : `${behind} gateway processes have`} fallen behind: recent calls may be missing here.`,
  ];
}

function State({ gateway }: { gateway: GatewayRow }) {
  if (isBehind(gateway)) return <StatusBadge tone="danger">Behind</StatusBadge>;
  return gateway.loop_delay_ms > slowMs ? (
    <StatusBadge tone="warning">Busy</StatusBadge>
  ) : (
    <StatusBadge tone="success">Keeps up</StatusBadge>
  );
}

const columns = ['Process', 'State', 'Machine', 'Started', 'Loop delay p99', 'Calls to be posted', 'Oldest'] as const;
const cell = 'px-3 py-2 text-left whitespace-nowrap first:pl-(--gutter) last:pr-(--gutter)';

/** Every gateway process of the installation: whether it keeps up with its calls, and with recording them. */
export function GatewayProcesses({ gateways, reader, now }: { gateways: readonly GatewayRow[]; reader: Reader; now: string }) {
  const format = createFormat(reader);
  if (gateways.length === 0) return null;
  return (
    <div className="mt-4 shrink-0 pb-4">
      <h2 id="gateway-processes" className="px-(--gutter) pb-2 font-semibold text-body">
        Gateway processes
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by key (WCAG 2.1.1) */}
      <section aria-labelledby="gateway-processes" tabIndex={0} className="max-h-56 overflow-auto border-y focus-visible:-outline-offset-2">
        <table className="w-full text-control tabular-nums">
          <thead>
            <tr className="text-caption text-quiet">
              {columns.map((name) => (
                <th key={name} scope="col" className={`${cell} font-normal`}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {gateways.map((gateway) => (
              <tr key={gateway.id} className="border-t">
                <th scope="row" className={`${cell} font-mono font-normal`}>
                  {gateway.id}
                </th>
                <td className={cell}>
                  <State gateway={gateway} />
                </td>
                <td className={`${cell} font-mono`}>{gateway.machine}</td>
                <td className={cell}>
                  <TimeText at={gateway.started_at} reader={reader} now={now} />
                </td>
                <td className={cell}>{format.duration(gateway.loop_delay_ms)}</td>
                <td className={cell}>{format.countExact(gateway.posting_queued)}</td>
                <td className={cell}>
                  {gateway.posting_queued === 0 ? '–' : format.duration(gateway.posting_lag_ms)}
                  {gateway.fault === null ? null : (
                    <span className="block whitespace-normal text-caption text-danger-text">{gateway.fault}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
