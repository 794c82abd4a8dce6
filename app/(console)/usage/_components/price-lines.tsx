import type { z } from 'zod';
import type { UsageEventDetail } from '#lib/contracts/usage.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';

export interface PriceLinesProps {
  call: Pick<z.input<typeof UsageEventDetail>, 'price' | 'attempts' | 'failed_attempts' | 'bound_usd' | 'overrun_usd'>;
  reader: Reader;
}

const cell = 'py-1 text-right tabular-nums';

/** `cache_read` → "Cache read". */
const meterName = (meter: string): string => meter.charAt(0).toUpperCase() + meter.slice(1).replaceAll('_', ' ');

const millionth = 1_000_000n;

/** Sound by the hour is counted in milliseconds, and told as the time it is. */
const isHourly = (meter: string): boolean => meter.endsWith('audio_hour');

/** Units × price = cost, a line a meter; with what attempts without an answer may be billed for, the sum is the cost of the call. */
export function PriceLines({ call, reader }: PriceLinesProps) {
  const format = createFormat(reader);
  const { price } = call;
  const nanoOf = (usd: string | null) => (usd === null ? 0n : (parseUsd(usd) ?? 0n));
  const money = (usd: string) => format.moneyExact(nanoOf(usd));
  const priceOf = (meter: string, perMillion: bigint) =>
    isHourly(meter) ? `${format.moneyExact(perMillion / millionth)} an hour` : format.moneyPrice(perMillion);
  const booked = call.failed_attempts.reduce((sum, { cost_usd: cost }) => sum + nanoOf(cost), 0n);
  return (
    <>
      {price === null ? null : (
        <table className="w-full text-control">
          <thead>
            <tr className="border-b text-quiet">
              <th className="py-1 text-left font-normal">Meter</th>
              <th className={`${cell} font-normal`}>Units</th>
              <th className={`${cell} font-normal`}>Price per 1M</th>
              <th className={`${cell} font-normal`}>Cost</th>
            </tr>
          </thead>
          <tbody>
            {price.lines.map((line) => (
              <tr key={line.meter}>
                <td className="py-1">{meterName(line.meter)}</td>
                <td className={cell}>{isHourly(line.meter) ? format.duration(line.units) : format.countExact(line.units)}</td>
                <td className={cell}>
                  {line.usd_per_million_units === null ? 'No price' : priceOf(line.meter, nanoOf(line.usd_per_million_units))}
                </td>
                <td className={cell}>{money(line.cost_usd)}</td>
              </tr>
            ))}
            {booked === 0n ? null : (
              <tr>
                <td className="py-1" colSpan={3}>
                  Attempts without an answer
                </td>
                <td className={cell}>{format.moneyExact(booked)}</td>
              </tr>
            )}
          </tbody>
          <tfoot>
            <tr className="border-t font-medium">
              <td className="py-1" colSpan={3}>
                Sum
              </td>
              <td className={cell}>{format.moneyExact(nanoOf(price.sum_usd) + booked)}</td>
            </tr>
          </tfoot>
        </table>
      )}
      <p className="mt-3 text-caption text-quiet">
        {call.attempts === 0
          ? `The most it could cost: ${money(call.bound_usd)}.`
          : `Reserved before the call: ${money(call.bound_usd)}. Above it: ${money(call.overrun_usd)}.`}
      </p>
    </>
  );
}
