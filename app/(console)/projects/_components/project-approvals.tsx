import { PageLink } from '#components/shell/page-link.tsx';
import { StatusBadge } from '#components/ui/badge.tsx';
import { Card } from '#components/ui/card.tsx';
import { listApprovals } from '#lib/approvals/index.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { stateTones, stateWords } from '../../approvals/_components/approval-words.ts';
import type { ProjectRow } from './project-columns.tsx';

/** Who asked to start the project, and what came of it; nothing where nobody did, or where it is not for the reader to see. */
export async function ProjectApprovals({ project, reader, now }: { project: ProjectRow; reader: Reader; now: string }) {
  const { data } = await perform(listApprovals, { project_id: project.id, state: 'all', limit: 20 });
  const rows = data?.data ?? [];
  if (rows.length === 0) return null;
  const format = createFormat(reader);
  return (
    <Card title="Approvals" subtitle="Who asked to start it, and what came of it">
      <ul aria-label={`Approvals of ${project.name}`} className="grid gap-2">
        {rows.map((row) => (
          <li key={row.id} className="flex flex-wrap items-center justify-between gap-2">
            <PageLink
              href={`/approvals?tab=all&open=${row.id}`}
              prefetch={false}
              className="min-w-0 text-control underline-offset-4 hover:underline"
            >
              <span dir="auto">{row.requester_name ?? 'Somebody'}</span>, {format.day(new Date(row.created_at), new Date(now))}
            </PageLink>
            <StatusBadge tone={stateTones[row.state]}>{stateWords[row.state]}</StatusBadge>
          </li>
        ))}
      </ul>
    </Card>
  );
}
