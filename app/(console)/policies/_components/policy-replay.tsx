'use client';
import { useState } from 'react';
import { PageLink } from '#components/shell/page-link.tsx';
import { Button } from '#components/ui/button.tsx';
import { Card } from '#components/ui/card.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { replayPolicyAction } from '../actions.ts';
import type { PolicyRow } from './policy-words.ts';
import { faultText } from './read-json.ts';

type Replayed = NonNullable<Awaited<ReturnType<typeof replayPolicyAction>>['data']>;

const dollars = (text: string): string => `$${text.replace(/(\.\d\d)\d*$/, '$1')}`;
const outcomeWords: Readonly<Record<Replayed['outcome'], string>> = {
  allow: 'passed, noted',
  transform: 'been changed',
  require_approval: 'waited for an approval',
  deny: 'been refused',
};

function Shares({ title, shares }: { title: string; shares: Replayed['by_team'] }) {
  if (shares.length === 0) return null;
  return (
    <div>
      <h3 className="mb-2 font-semibold text-body">{title}</h3>
      <Facts facts={shares.map(({ name, calls, cost_usd }) => ({ label: name, value: `${calls} · ${dollars(cost_usd)}` }))} />
    </div>
  );
}

/** What the draft, or what is published, would have done to the calls of the last seven days. */
export function PolicyReplay({ policy }: { policy: PolicyRow }) {
  const [replayed, setReplayed] = useState<Replayed>();
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const replay = async (): Promise<void> => {
    setBusy(true);
    const { data, problem } = await replayPolicyAction({ definition: policy.draft ?? policy.definition, scope: policy.scope });
    setBusy(false);
    setReplayed(data);
    setFailure(problem === undefined ? undefined : faultText(problem));
  };
  return (
    <div className="px-(--gutter) pt-4 pb-12">
      <Card
        title={policy.draft === null ? 'What is published, on past calls' : 'The draft, on past calls'}
        subtitle="The last seven days, from the records of calls. Nothing is sent."
      >
        <div className="flex flex-col items-start gap-4">
          <Button variant="primary" busy={isBusy} onClick={() => void replay()}>
            Replay the last week
          </Button>
          {failure === undefined ? null : (
            <p role="alert" className="text-control text-danger-text">
              {failure}
            </p>
          )}
          {replayed === undefined ? null : (
            <div aria-live="polite" className="flex w-full max-w-160 flex-col gap-4 text-control">
              <p>
                {`${replayed.matched} of ${replayed.calls} calls would have ${outcomeWords[replayed.outcome]}; they cost ${dollars(replayed.matched_cost_usd)}.`}
                {replayed.undecided === 0 ? '' : ` ${replayed.undecided} could not be judged and would have been refused.`}
                {replayed.is_complete ? '' : ' There were more calls; these are the newest.'}
              </p>
              {replayed.not_recorded.length === 0 ? null : (
                <p className="rounded-md bg-warning-soft px-3 py-2 text-warning-text">
                  {`Past calls do not tell ${replayed.not_recorded.join(', ')}, so what the policy asks about them counts as not known.`}
                </p>
              )}
              <Shares title="By team" shares={replayed.by_team} />
              <Shares title="By model" shares={replayed.by_model} />
              {replayed.examples.length === 0 ? null : (
                <div>
                  <h3 className="mb-2 font-semibold text-body">The newest of them</h3>
                  <ul className="flex flex-col gap-1 font-mono text-caption">
                    {replayed.examples.map((id) => (
                      <li key={id}>
                        <PageLink href={`/usage?open=${id}`} prefetch={false} className="underline underline-offset-4">
                          {id}
                        </PageLink>
                      </li>
                    ))}
                  </ul>
                </div>
              )}
            </div>
          )}
        </div>
      </Card>
    </div>
  );
}
