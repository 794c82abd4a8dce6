import Link from 'next/link';
import { cn } from '#components/ui/cn.ts';
import { tip } from '#components/ui/tip.ts';
import { type ChartMarker, clusterMarkers, type MarkerKind } from './cluster-markers.ts';

export interface ChartMarkersProps {
  markers: readonly ChartMarker[];
  starts: readonly string[];
  end: string;
}

const signs: Record<MarkerKind, string> = { anomaly: '○', price: '$', release: '▲', incident: '▬' };
/** Said before the label: the sign alone says nothing aloud. */
export const markerWords: Record<MarkerKind, string> = {
  anomaly: 'Anomaly',
  price: 'Price change',
  release: 'Release',
  incident: 'Incident',
};

/**
 * What happened, in a row above the plot; each mark leads to its object. Several at one place show their number and lead to the
 * first. The server does not know the width, so it writes a row for wide and one for narrow plots, and the style sheet picks.
 */
export function ChartMarkers(props: ChartMarkersProps) {
  return (
    <>
      <MarkerRow {...props} reach={0.04} className="@max-2xl:hidden" />
      <MarkerRow {...props} reach={0.12} className="@2xl:hidden" />
    </>
  );
}

function MarkerRow({ markers, starts, end, reach, className }: ChartMarkersProps & { reach: number; className: string }) {
  return (
    <ul aria-label="Events" className={cn('relative h-6', className)}>
      {clusterMarkers(markers, starts, end, reach).map(({ place, markers: [first, ...more] }) => {
        if (first === undefined) return null;
        const said = [first, ...more].map(({ kind, label }) => `${markerWords[kind]}: ${label}`);
        return (
          <li key={`${first.at} ${first.label}`} className="absolute top-0 -translate-x-1/2" style={{ left: `${place * 100}%` }}>
            <Link
              href={first.href}
              aria-label={said.join('; ')}
              {...tip(more.length === 0 ? first.label : said.join(' · '))}
              className={cn(
                'inline-flex size-6 items-center justify-center rounded-sm text-caption tabular-nums hover:bg-hover',
                more.length === 0 && first.kind === 'incident' ? 'text-danger-text' : 'text-second',
              )}
            >
              {more.length === 0 ? signs[first.kind] : more.length + 1}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
