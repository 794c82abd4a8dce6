import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listNodes } from '#lib/organization-tree/index.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { PlacePanel } from './_components/place-panel.tsx';
import { PlaceTree } from './_components/place-tree.tsx';

export const metadata: Metadata = { title: 'Departments' };

const urlSpec = {} as const satisfies UrlSpec;
const placeId = /^(dep|team)_[0-9a-z]{26}$/;

/** How is the organization built, and what does each part spend? */
export default async function OrganizationPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const { state } = readUrlState(search, urlSpec);
  const [{ reader, now, me }, { data, problem }] = await Promise.all([loadReader(), perform(listNodes, { limit: 200 })]);
  const mayWrite = holds(me.permissions, 'departments.write');
  const open = state.open !== undefined && placeId.test(state.open) ? state.open : undefined;
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Departments' }]} />
      <PageHeader
        title="Departments"
        answer="Departments hold teams, and pass on what they set. A place that sets nothing takes what stands above it."
        actions={
          mayWrite ? (
            <>
              <ButtonLink href="/organization/settings/tenant">Defaults</ButtonLink>
              <ButtonLink href="/organization/governance/tenant">Governance</ButtonLink>
              <ButtonLink href="/organization/import">Import</ButtonLink>
            </>
          ) : undefined
        }
        primary={
          mayWrite ? (
            <ButtonLink variant="primary" href="/organization/departments/new">
              Add department
            </ButtonLink>
          ) : undefined
        }
      />
      {problem === undefined ? (
        <PlaceTree top={{ nodes: data.data, cursor: data.next_cursor }} revision={now} />
      ) : (
        <div className="px-(--gutter)">
          <ErrorState title="The organization did not load" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        </div>
      )}
      {open === undefined ? null : (
        <PlacePanel id={open} reader={reader} mayWrite={mayWrite} mayGovern={holds(me.permissions, 'policies.read')} />
      )}
    </>
  );
}
