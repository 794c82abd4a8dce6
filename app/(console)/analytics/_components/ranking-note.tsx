/** How recommendations come about, with the thresholds that the answer carries. */
export function RankingNote({ thresholds: t }: { thresholds: Readonly<Record<string, number>> }) {
  return (
    <details className="px-(--gutter) py-2 text-caption text-second">
      <summary className="cursor-pointer">How models are judged</summary>
      <p className="mt-1 max-w-[88ch]">
        Quality: 100 × success rate; from {t.feedback_min} thumbs on the mean of that and the share of thumbs up. Cost efficiency: the
        lowest cost of a thousand tokens among models of the same kind, in percent of this one’s. Models below {t.requests_min} calls are
        not judged.
      </p>
      <p className="mt-1 max-w-[88ch]">
        Replace: quality below {t.quality_min} and another model at least {t.quality_gain} points better that costs no more. Decrease:
        another model within {t.quality_tolerance} points at no more than {100 * (t.alternative_share ?? 0)} % of the cost, and at most{' '}
        {t.slower_factor} times as slow at p95. Increase: quality from {t.quality_good} at no more than {100 * (t.cheap_share ?? 0)} % of
        the average cost. Both need the thumbs: that a model answered does not say how well. Everything else: maintain.
      </p>
    </details>
  );
}
