import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { listBiTokens } from '#lib/bi-tokens/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { SettingsTabs } from '../_components/settings-tabs.tsx';
import { biTokenColumns } from './_components/bi-token-columns.tsx';

export const metadata: Metadata = { title: 'BI tokens · Settings' };

/** Which tools read the organization's sums by SQL? */
export default async function BiTokensPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/settings/bi-tokens', searchParams);
  const [{ reader, now, me }, tokens] = await Promise.all([loadReader(), perform(listBiTokens, { cursor: list.state.cursor })]);
  const mayWrite = holds(me.permissions, 'tokens.write');
  const create = mayWrite ? (
    <ButtonLink variant="primary" href="/settings/bi-tokens/new">
      Create BI token
    </ButtonLink>
  ) : undefined;
  return (
    <>
      <PageBar crumbs={[{ label: 'Settings' }, { label: 'BI tokens' }]} />
      <PageHeader
        title="Settings"
        answer="A BI token lets Tableau, Power BI or Excel read the sums of the whole organization by SQL, and nothing else."
        primary={create}
      />
      <SettingsTabs current="bi-tokens" />
      <div className="pt-4">
        <DataTable
          label="BI tokens"
          columns={biTokenColumns(mayWrite)}
          {...listProps(list, 'BI tokens', tokens)}
          rowName={(token) => token.name}
          reader={reader}
          now={now}
          empty={{ title: 'No BI token yet', children: 'Give each tool its own, so that you can stop it alone.', action: create }}
        />
      </div>
    </>
  );
}
