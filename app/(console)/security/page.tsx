import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { PageLink } from '#components/shell/page-link.tsx';
import { StatusBadge } from '#components/ui/badge.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { perform } from '#lib/http/page-invocation.ts';
import { getSecurityPosture } from '#lib/security-posture/index.ts';

export const metadata: Metadata = { title: 'Security posture' };

const words = { act: 'Act', mind: 'Look', good: 'Good' } as const;
const tones = { act: 'danger', mind: 'warning', good: 'success' } as const;

/** How safe is this set up, and what should be mended first? */
export default async function SecurityPosturePage() {
  const { data, problem } = await perform(getSecurityPosture, {});
  const answer =
    data === undefined
      ? ''
      : `${data.act} to act on, ${data.mind} to look at, ${data.good} as they should be. Read from the configuration as it is now.`;
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Security posture' }]} />
      <PageHeader title="Security posture" answer={answer} />
      <div className="px-(--gutter) pb-16">
        {problem === undefined ? (
          <ul aria-label="Facts" className="flex max-w-220 flex-col">
            {data.facts.map((fact) => (
              <li key={fact.id} className="flex flex-wrap items-start gap-x-4 gap-y-2 border-b py-3">
                <span className="w-16 shrink-0">
                  <StatusBadge tone={tones[fact.state]}>{words[fact.state]}</StatusBadge>
                </span>
                <div className="min-w-60 flex-1">
                  <h2 className="font-medium text-body">{fact.title}</h2>
                  <p className="break-words text-control text-second">{fact.summary}</p>
                </div>
                {fact.state === 'good' ? null : (
                  <PageLink href={fact.mend_at} prefetch={false} className="w-full text-control underline underline-offset-4 sm:w-auto">
                    {fact.mend}
                  </PageLink>
                )}
              </li>
            ))}
          </ul>
        ) : (
          <ErrorState title="The facts did not load" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        )}
      </div>
    </>
  );
}
