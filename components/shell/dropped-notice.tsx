import { Info } from 'lucide-react';

export interface DroppedNoticeProps {
  /** From readUrlState: what the URL carried and the page does not know. */
  dropped: readonly string[];
  /** Further sentences, as "Scope narrowed to Support engineering, the widest you may see." */
  sentences?: readonly string[];
}

/** Says which parts of a link were not understood, instead of showing something else without a word. */
export function DroppedNotice({ dropped, sentences = [] }: DroppedNoticeProps) {
  if (dropped.length === 0 && sentences.length === 0) return null;
  return (
    <div role="status" className="flex items-start gap-2 bg-info-soft px-(--gutter) py-2 text-control">
      <Info className="mt-0.5 text-info-text" />
      <p className="min-w-0 break-words">
        {sentences.join(' ')}
        {dropped.length === 0 ? null : (
          <>
            {sentences.length > 0 ? ' ' : ''}This page does not know{' '}
            <span className="break-all font-mono text-caption">{dropped.join(', ')}</span> and shows itself without.
          </>
        )}
      </p>
    </div>
  );
}
