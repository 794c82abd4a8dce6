import type { z } from 'zod';
import { StatusBadge } from '#components/ui/badge.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import type { Release } from '#lib/contracts/releases.ts';
import { createFormat } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listReleasesOfProject } from '#lib/projects/index.ts';
import type { ProjectPartProps } from './project-environments.tsx';
import { ReleaseActions } from './release-actions.tsx';
import { ReleaseForm } from './release-form.tsx';

const tones = { draft: 'neutral', released: 'success', rolled_back: 'warning' } as const;
const words = { draft: 'Draft', released: 'Released', rolled_back: 'Rolled back' } as const;

/** "Coverage 82 % · passed tests 99.5 %". */
const measuredWords = ({ coverage_percent: coverage, test_success_percent: success }: z.input<typeof Release>): string =>
  [...(coverage === null ? [] : [`Coverage ${coverage} %`]), ...(success === null ? [] : [`passed tests ${success} %`])].join(' · ');

/** What went out, when, and by whom. */
export async function ProjectReleases({ project, reader, now, mayWrite }: ProjectPartProps) {
  const { data, problem } = await perform(listReleasesOfProject, { project_id: project.id, limit: 100 });
  if (problem !== undefined) {
    return (
      <ErrorState title="The releases did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const format = createFormat(reader);
  return (
    <div className="grid gap-6 px-(--gutter) pt-4 pb-12">
      {data.data.length === 0 ? <p className="text-control text-quiet">No release yet.</p> : null}
      <ul aria-label={`Releases of ${project.name}`} className="grid gap-3">
        {data.data.map((row) => (
          <li key={row.id} className="flex flex-wrap items-center justify-between gap-3 border-b pb-3">
            <div className="min-w-0">
              <p className="font-medium text-control">
                <span className="font-mono">{row.semantic_version}</span> <span dir="auto">{row.name}</span>
              </p>
              <p className="text-caption text-quiet">
                {[row.environment_name ?? 'All environments', row.decided_by_name ?? row.created_by_name]
                  .filter((text) => text !== null)
                  .join(' · ')}
                {row.released_at === null ? '' : ` · ${format.day(new Date(row.released_at), new Date(now))}`}
              </p>
              {measuredWords(row) === '' ? null : <p className="text-caption text-quiet">{measuredWords(row)}</p>}
              {row.failure_note === '' ? null : (
                <p className="text-caption text-second" dir="auto">
                  {row.failure_note}
                </p>
              )}
            </div>
            <div className="flex items-center gap-3">
              {row.failed_at === null ? null : <StatusBadge tone="danger">Failed</StatusBadge>}
              <StatusBadge tone={tones[row.status]}>{words[row.status]}</StatusBadge>
              {mayWrite ? (
                <ReleaseActions id={row.id} version={row.semantic_version} status={row.status} isFailed={row.failed_at !== null} />
              ) : null}
            </div>
          </li>
        ))}
      </ul>
      {mayWrite && project.archived_at === null ? <ReleaseForm projectId={project.id} /> : null}
    </div>
  );
}
