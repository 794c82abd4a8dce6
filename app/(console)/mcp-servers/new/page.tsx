import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { audienceOptions } from '../_components/audience-options.ts';
import { ServerForm } from '../_components/server-form.tsx';

export const metadata: Metadata = { title: 'Register server · MCP servers' };

export default async function NewMcpServerPage() {
  const options = await audienceOptions();
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'MCP servers', href: '/mcp-servers' }, { label: 'Register server' }]} />
      <PageHeader
        title="Register server"
        answer="Agents reach it through the gateway with their virtual keys, and never see its credential."
      />
      <div className="px-(--gutter) pb-12">
        <ServerForm server={null} options={options} />
      </div>
    </>
  );
}
