'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { StatusBadge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import type { ReviewWithItems } from '#lib/contracts/compliance-reviews.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { completeReviewAction, decideReviewAction } from '../actions.ts';

/** A review as pages have it. */
export type ReviewRow = z.input<typeof ReviewWithItems>;
type Item = ReviewRow['items'][number];

const words = { pending: 'To decide', keep: 'Kept', revoke: 'Taken away' } as const;
const tones = { pending: 'warning', keep: 'success', revoke: 'neutral' } as const;
const whereOf = ({ scope_kind: kind, scope_name: name }: Item): string =>
  kind === 'tenant' ? 'the whole organization' : (name ?? `a ${kind}`);

export interface ReviewItemsProps {
  review: ReviewRow;
  /** Who is asked: nobody decides about their own roles. */
  userId: string;
  mayWrite: boolean;
}

/** Each role of a review with what can be decided, and the end of the review. */
export function ReviewItems({ review, userId, mayWrite }: ReviewItemsProps) {
  const [ask, dialog] = useConfirm();
  const router = useRouter();
  const isOpen = review.state === 'open' && mayWrite;
  const keep = (item: Item): void => void carryOut(decideReviewAction(item.id, 'keep'), 'Kept.').then(() => router.refresh());
  const revoke = (item: Item): void =>
    ask({
      title: `Take ${item.role_title} away from ${item.user_name}?`,
      consequence: `They lose it on ${whereOf(item)} at once.`,
      verb: 'Take away',
      onConfirm: () => carryOut(decideReviewAction(item.id, 'revoke'), 'The role is taken away.'),
    });
  const complete = (): void =>
    ask({
      title: 'Complete this review?',
      consequence: 'Nothing in it can be decided afterwards.',
      verb: 'Complete',
      danger: false,
      onConfirm: () => carryOut(completeReviewAction(review.id), 'The review is completed.'),
    });
  return (
    <>
      <ul className="flex flex-col">
        {review.items.map((item) => (
          <li key={item.id} className="flex flex-wrap items-center justify-between gap-2 border-b py-2 text-control">
            <span className="min-w-0">
              <span className="block break-words" dir="auto">
                {item.user_name}
              </span>
              <span className="block text-caption text-quiet">{`${item.role_title} on ${whereOf(item)}`}</span>
            </span>
            <span className="flex items-center gap-2">
              <StatusBadge tone={tones[item.decision]}>{words[item.decision]}</StatusBadge>
              {isOpen && item.decision === 'pending' && item.user_id !== userId ? (
                <>
                  <Button size="small" onClick={() => revoke(item)}>
                    Take away…
                  </Button>
                  <Button size="small" onClick={() => keep(item)}>
                    Keep
                  </Button>
                </>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      {isOpen && review.pending === 0 ? (
        <div className="mt-4">
          <Button variant="primary" onClick={complete}>
            Complete review…
          </Button>
        </div>
      ) : null}
      {dialog}
    </>
  );
}
