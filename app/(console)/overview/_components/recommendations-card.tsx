import { PageLink } from '#components/shell/page-link.tsx';
import { Card } from '#components/ui/card.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listRecommendations } from '#lib/recommendations/index.ts';

/** Recommendations shown: the largest. */
const shownMax = 3;

/** What would save most and nobody has decided; nothing where there is none or none may be seen. */
export async function RecommendationsCard({ reader }: { reader: Reader }) {
  const { data } = await perform(listRecommendations, { state: 'open', limit: shownMax });
  if (data === undefined || data.data.length === 0) return null;
  const format = createFormat(reader);
  return (
    <Card
      title="Recommendations"
      subtitle={data.next_cursor === null ? 'What each would save in 30 days' : `The ${shownMax} that would save most in 30 days`}
      aside={
        <PageLink href="/recommendations?f.state=is:open" prefetch={false} className="text-control underline-offset-4 hover:underline">
          All<span className="sr-only"> recommendations</span>
        </PageLink>
      }
    >
      <ul aria-label="Recommendations" className="grid gap-3">
        {data.data.map(({ id, title, amount_usd: usd }) => {
          const amount = parseUsd(usd) ?? 0n;
          return (
            <li key={id} className="flex items-baseline justify-between gap-4 text-control">
              <PageLink href={`/recommendations?open=${id}`} prefetch={false} className="min-w-0 underline-offset-4 hover:underline">
                {title}
              </PageLink>
              <span className="shrink-0 tabular-nums">{amount === 0n ? 'No amount' : format.moneySum(amount)}</span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
