import { StatusBadge, type Tone } from '#components/ui/badge.tsx';

/** What a policy would say of a made-up call, as the operation answers. */
export interface Trial {
  readonly outcome: 'allow' | 'transform' | 'require_approval' | 'deny';
  readonly verdict: string;
  readonly conditions: readonly { readonly text: string; readonly holds: boolean | null; readonly depth: number }[];
}

const tones: Readonly<Record<Trial['outcome'], Tone>> = {
  allow: 'success',
  transform: 'warning',
  require_approval: 'warning',
  deny: 'danger',
};
const words: Readonly<Record<Trial['outcome'], string>> = {
  allow: 'Passes',
  transform: 'Changed',
  require_approval: 'Asks for approval',
  deny: 'Refused',
};
const answers = (holds: boolean | null): string => (holds === null ? 'cannot be told' : holds ? 'yes' : 'no');

/** The outcome, and the answer to each comparison. */
export function TrialResult({ trial }: { trial: Trial }) {
  return (
    <div aria-live="polite" className="flex flex-col gap-2 text-control">
      <p className="flex flex-wrap items-center gap-2">
        <StatusBadge tone={tones[trial.outcome]}>{words[trial.outcome]}</StatusBadge>
        {trial.verdict}
      </p>
      <ul className="flex flex-col gap-1">
        {trial.conditions.map(({ text, holds, depth }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: comparisons have no other name, and their order is theirs
          <li key={index} style={{ paddingInlineStart: `${depth}rem` }} className="flex justify-between gap-4">
            <span className="min-w-0 break-words" dir="auto">
              {text}
            </span>
            <span className={holds === true ? '' : 'text-quiet'}>{answers(holds)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
