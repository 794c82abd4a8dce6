import Link from 'next/link';
import { cn } from '#components/ui/cn.ts';
import { type WidgetRange, widgetRanges } from '#lib/contracts/widget-names.ts';
import { rangeWords } from './widget-words.ts';

const chip = cn(
  'inline-flex h-7 items-center rounded-full border px-2.5 text-control text-second transition-colors hover:text-ink touch:h-11',
  'aria-[current=true]:border-ink aria-[current=true]:font-medium aria-[current=true]:text-ink',
);

/** The range of all widgets that have none of their own, each a link: the page is its URL. */
export function RangeLinks({ path, own, current }: { path: string; own: WidgetRange; current: WidgetRange }) {
  return (
    <nav aria-label="Range" className="flex flex-wrap items-center gap-1.5">
      {widgetRanges.map((range) => (
        <Link
          key={range}
          href={range === own ? path : `${path}?range=${range}`}
          scroll={false}
          aria-current={range === current ? 'true' : undefined}
          className={chip}
        >
          {rangeWords[range]}
        </Link>
      ))}
    </nav>
  );
}
