import { PageLink } from '#components/shell/page-link.tsx';
import { Badge } from '#components/ui/badge.tsx';
import type { CallRow } from './call-columns.tsx';

const outcomeWords = {
  allow: 'Policies let it pass',
  transform: 'Policies changed it',
  require_approval: 'A policy asked for an approval',
  deny: 'A policy refused it',
} as const satisfies Record<NonNullable<CallRow['policy']>['outcome'], string>;

/** What policies said of a call, and which they were. */
export function CallPolicies({ policy: { outcome, policies } }: { policy: NonNullable<CallRow['policy']> }) {
  return (
    <>
      <h3 className="mt-6 mb-2 font-semibold text-body">{outcomeWords[outcome]}</h3>
      <ul className="flex flex-col gap-1 text-control">
        {policies.map(({ id, name, version, mode, actions }) => (
          <li key={`${id} ${mode}`} className="flex flex-wrap items-center gap-2">
            <PageLink href={`/policies/${id}`} prefetch={false} className="underline decoration-control-edge underline-offset-4">
              {name ?? 'Gone'}
            </PageLink>
            <span className="text-quiet">{`v${version} · ${actions.join(', ')}`}</span>
            {mode === 'shadow' ? <Badge>Only watched</Badge> : null}
          </li>
        ))}
      </ul>
    </>
  );
}
