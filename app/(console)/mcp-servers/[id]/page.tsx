import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { performOr404 } from '#lib/http/page-invocation.ts';
import { getServer } from '#lib/mcp/index.ts';
import { audienceOptions } from '../_components/audience-options.ts';
import { ServerForm } from '../_components/server-form.tsx';

export const metadata: Metadata = { title: 'Edit server · MCP servers' };

/** What may be used of this server, and by whom? */
export default async function McpServerPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [{ data: server, problem }, options] = await Promise.all([performOr404(getServer, { mcp_server_id: id }), audienceOptions()]);
  const title = server?.name ?? 'Tool server';
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'MCP servers', href: '/mcp-servers' }, { label: title }]} />
      <PageHeader title={title} answer="What you change holds for every agent within two seconds." />
      <div className="px-(--gutter) pb-12">
        {problem === undefined ? (
          <ServerForm server={server} options={options} />
        ) : (
          <ErrorState title="The tool server did not load" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        )}
      </div>
    </>
  );
}
