import { PageLink } from '#components/shell/page-link.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { projectStatuses } from '#lib/contracts/project-resource.ts';
import type { Reader } from '#lib/core/format.ts';
import { costWords, type ProjectRow, priorityWords, statusWords } from './project-columns.tsx';

/** Projects as cards, a column for each status. */
export function ProjectBoard({ rows, reader }: { rows: readonly ProjectRow[]; reader: Reader }) {
  return (
    <div className="grid gap-4 px-(--gutter) pb-12 md:grid-cols-2 xl:grid-cols-4">
      {projectStatuses.map((status) => {
        const own = rows.filter((row) => row.status === status);
        return (
          <section key={status} aria-label={statusWords[status]} className="min-w-0">
            <h2 className="mb-2 font-semibold text-control">
              {statusWords[status]} <span className="text-quiet tabular-nums">{own.length}</span>
            </h2>
            <ul className="grid gap-2">
              {own.map((row) => (
                <li key={row.id} className="min-w-0 rounded-xl border bg-surface p-3">
                  <PageLink
                    href={`/projects/${row.id}`}
                    prefetch={false}
                    className="block truncate font-medium text-control underline-offset-4 hover:underline"
                  >
                    <span dir="auto">{row.name}</span>
                  </PageLink>
                  <p className="truncate text-caption text-quiet" dir="auto">
                    {row.team_name ?? row.department_name ?? 'Organization'}
                  </p>
                  <div className="mt-2 flex flex-wrap items-center justify-between gap-2">
                    <Badge tone={row.priority === 'critical' ? 'danger' : 'neutral'}>{priorityWords[row.priority]}</Badge>
                    <span className="text-caption tabular-nums">{costWords(row, reader)}</span>
                  </div>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
