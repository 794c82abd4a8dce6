import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { buttonClasses } from '#components/ui/button.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { loadReader } from '../../_shell/load-reader.ts';

export const metadata: Metadata = { title: 'FOCUS export · Statements' };

/** As many as finance looks back on; others are had by the API. */
const monthsShown = 13;

const files = [
  { label: 'CSV, 1.2', query: '' },
  { label: 'Showback, 1.2', query: '&perspective=showback' },
  { label: 'CSV, 1.4', query: '&version=1.4' },
] as const;

/** The last months in UTC, as the export counts them; the running one first, up to and with today. */
function monthsUntil(now: Date): { readonly label: string; readonly from: string; readonly to: string }[] {
  const words = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const tomorrow = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1);
  return Array.from({ length: monthsShown }, (_, back) => {
    const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back);
    const end = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back + 1);
    return { label: words.format(start), from: day(start), to: day(Math.min(end, tomorrow)) };
  });
}

/** What calls cost, for the tools that finance uses. */
export default async function FocusPage() {
  const { now } = await loadReader();
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Statements', href: '/statements' }, { label: 'FOCUS export' }]} />
      <PageHeader
        title="FOCUS export"
        answer="What calls cost in the FinOps Open Cost and Usage Specification. Where a tool reads the provider’s own export too, give it showback: else the same money is counted twice."
        actions={
          <a className={buttonClasses({})} href="/api/v1/exports/focus/metadata" download="tollgate-focus-metadata.json">
            Schema metadata
          </a>
        }
      />
      <div className="px-(--gutter) pt-4 pb-12">
        <TableScroll label="FOCUS files by month">
          <Table>
            <thead>
              <tr>
                <HeadCell>Month, UTC</HeadCell>
                <HeadCell>Files</HeadCell>
              </tr>
            </thead>
            <tbody>
              {monthsUntil(new Date(now)).map(({ label, from, to }) => (
                <tr key={from}>
                  <RowHead>{label}</RowHead>
                  <Cell>
                    <div className="flex flex-wrap gap-2">
                      {files.map((file) => (
                        <a
                          key={file.label}
                          className={buttonClasses({ size: 'small' })}
                          href={`/api/v1/exports/focus?from=${from}&to=${to}${file.query}`}
                          aria-label={`${file.label} of ${label}`}
                          download
                        >
                          {file.label}
                        </a>
                      ))}
                    </div>
                  </Cell>
                </tr>
              ))}
            </tbody>
          </Table>
        </TableScroll>
      </div>
    </>
  );
}
