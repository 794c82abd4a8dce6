import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { loadReader } from '../../../_shell/load-reader.ts';
import { ExportForm } from '../../_components/export-form.tsx';

export const metadata: Metadata = { title: 'Export calls · Reports' };

/** Which calls do I want as a file? */
export default async function NewExportPage() {
  const { now } = await loadReader();
  const month = new Date(now.slice(0, 7));
  const first = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() - 1));
  const last = new Date(month.getTime() - 1);
  return (
    <>
      <PageBar
        crumbs={[
          { label: 'Spend' },
          { label: 'Reports', href: '/reports' },
          { label: 'Exports', href: '/reports/exports' },
          { label: 'Export calls' },
        ]}
      />
      <PageHeader title="Export calls" answer="Every call of these days that you may see, a line each, with its tokens and its cost." />
      <div className="px-(--gutter) pb-12">
        <ExportForm from={first.toISOString().slice(0, 10)} to={last.toISOString().slice(0, 10)} />
      </div>
    </>
  );
}
