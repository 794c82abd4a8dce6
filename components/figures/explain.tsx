import { PageLink } from '#components/shell/page-link.tsx';
import { Popover } from '#components/ui/popover.tsx';

/** How a figure was computed; every figure that is more than a count has one. */
export interface Explanation {
  /** "Sum of what calls cost at the price of their day." */
  formula: string;
  /** "Nov 1–20, Europe/Berlin". */
  period: string;
  /** "Usage events, rolled up by the hour". */
  source: string;
  /** Price lines: `8,412 input × $3.00/1M` and its amount. */
  lines?: readonly { text: string; amount: string }[] | undefined;
  /** The calls behind it. */
  href?: string | undefined;
}

/** A figure's label that opens its formula, period, source and lines. */
export function Explain({ label, explanation }: { label: string; explanation: Explanation }) {
  const { formula, period, source, lines = [], href } = explanation;
  return (
    <Popover
      label={`How ${label} is computed`}
      button={
        <span className="truncate font-normal text-caption text-quiet underline decoration-control-edge decoration-dotted underline-offset-4 group-hover/figure:decoration-ink">
          {label}
        </span>
      }
      className="-ml-1.5 h-6 min-w-0 max-w-full justify-start px-1.5"
    >
      <div className="flex flex-col gap-2 text-control">
        <p className="font-semibold">{label}</p>
        <p className="text-second">{formula}</p>
        {lines.length === 0 ? null : (
          <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 border-y py-2 tabular-nums">
            {lines.map((line) => (
              <div key={line.text} className="contents">
                <dt className="text-second">{line.text}</dt>
                <dd className="text-right">{line.amount}</dd>
              </div>
            ))}
          </dl>
        )}
        <p className="text-caption text-quiet">{`${period}. ${source}.`}</p>
        {href === undefined ? null : (
          <PageLink href={href} className="font-medium text-brand-text hover:underline">
            Open the calls
          </PageLink>
        )}
      </div>
    </Popover>
  );
}
