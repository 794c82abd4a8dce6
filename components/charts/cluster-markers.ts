export type MarkerKind = 'anomaly' | 'price' | 'release' | 'incident';

/** Something that happened, shown above the plot. */
export interface ChartMarker {
  /** RFC 3339. */
  at: string;
  kind: MarkerKind;
  /** What happened: "Price of claude-sonnet fell by 20%". */
  label: string;
  /** The object's page. */
  href: string;
}

export interface MarkerCluster {
  /** Fraction of the plot's width. */
  place: number;
  markers: readonly ChartMarker[];
}

/** Above this many markers neighbours share a mark. */
const singleLimit = 12;
/** Place of an instant on a plot whose buckets are equally wide, however long they last; undefined outside of it. */
export function placeOf(at: string, starts: readonly string[], end: string): number | undefined {
  const instant = Date.parse(at);
  const edges = [...starts, end].map((edge) => Date.parse(edge));
  const index = edges.findLastIndex((edge) => edge <= instant);
  const [from, to] = [edges[index], edges[index + 1]];
  if (from === undefined || to === undefined) return undefined;
  return (index + (instant - from) / (to - from)) / starts.length;
}

/**
 * Markers in order of time at their places; those too many, or closer than `reach` (a share of the width) so that nobody could
 * hit one alone, are joined.
 */
export function clusterMarkers(
  markers: readonly ChartMarker[],
  starts: readonly string[],
  end: string,
  reach: number,
): readonly MarkerCluster[] {
  const placed = markers
    .flatMap((marker) => {
      const place = placeOf(marker.at, starts, end);
      return place === undefined ? [] : [{ place, marker }];
    })
    .sort((a, b) => a.place - b.place);
  const distance = placed.length > singleLimit ? Math.max(reach, 1 / singleLimit) : reach;
  const clusters: { place: number; markers: ChartMarker[] }[] = [];
  for (const { place, marker } of placed) {
    const last = clusters.at(-1);
    if (last && place - last.place < distance) last.markers.push(marker);
    else clusters.push({ place, markers: [marker] });
  }
  return clusters;
}
