import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { ErrorState } from '#components/ui/error-state.tsx';
import { LinkTabs } from '#components/ui/link-tabs.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { performOr404 } from '#lib/http/page-invocation.ts';
import { getProject } from '#lib/projects/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { ProjectActions } from '../_components/project-actions.tsx';
import { projectChoices } from '../_components/project-choices.ts';
import { costWords, ProjectStatus } from '../_components/project-columns.tsx';
import { ProjectEnvironments } from '../_components/project-environments.tsx';
import { EditProjectForm } from '../_components/project-form.tsx';
import { ProjectOverview } from '../_components/project-overview.tsx';
import { ProjectReleases } from '../_components/project-releases.tsx';
import { StartProject } from '../_components/start-project.tsx';

export const metadata: Metadata = { title: 'Project · Projects' };

const urlSpec = { tabs: ['overview', 'environments', 'releases', 'settings'] } as const satisfies UrlSpec;

interface ProjectPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParameters>;
}

/** Is it within what was planned, and what runs of it? */
export default async function ProjectPage({ params, searchParams }: ProjectPageProps) {
  const [{ id }, search] = await Promise.all([params, searchParams]);
  const [{ reader, now, me }, { data: project, problem }] = await Promise.all([loadReader(), performOr404(getProject, { project_id: id })]);
  if (problem !== undefined) {
    return (
      <ErrorState title="The project did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const { state } = readUrlState(search, urlSpec);
  const tab = state.tab ?? 'overview';
  const mayWrite = holds(me.permissions, 'projects.write');
  const part = { project, reader, now, mayWrite };
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Projects', href: '/projects' }, { label: project.name }]} />
      <PageHeader
        title={project.name}
        badge={<ProjectStatus row={project} />}
        answer={`${costWords(project, reader)} spent. ${project.environment_count} environments, ${project.key_count} keys bound to it.`}
        actions={
          mayWrite ? (
            <>
              {project.status === 'planned' && project.archived_at === null ? (
                <StartProject id={project.id} name={project.name} needsApproval={project.start_needs_approval} />
              ) : null}
              <ProjectActions id={project.id} name={project.name} isArchived={project.archived_at !== null} />
            </>
          ) : undefined
        }
      />
      <LinkTabs
        label="Project"
        current={tab}
        tabs={[
          { id: 'overview', label: 'Overview', href: `/projects/${id}` },
          { id: 'environments', label: 'Environments', href: `/projects/${id}?tab=environments` },
          { id: 'releases', label: 'Releases', href: `/projects/${id}?tab=releases` },
          ...(holds(me.permissions, 'policies.read')
            ? [{ id: 'governance', label: 'Governance', href: `/organization/governance/${id}` }]
            : []),
          ...(mayWrite ? [{ id: 'settings', label: 'Settings', href: `/projects/${id}?tab=settings` }] : []),
        ]}
      />
      {tab === 'overview' ? <ProjectOverview {...part} /> : null}
      {tab === 'environments' ? <ProjectEnvironments {...part} /> : null}
      {tab === 'releases' ? <ProjectReleases {...part} /> : null}
      {tab === 'settings' && mayWrite ? (
        <div className="px-(--gutter) pt-4 pb-12">
          <EditProjectForm project={project} {...(await projectChoices())} />
        </div>
      ) : null}
    </>
  );
}
