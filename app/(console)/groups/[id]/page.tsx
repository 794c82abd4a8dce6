import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { ErrorState } from '#components/ui/error-state.tsx';
import { LinkTabs } from '#components/ui/link-tabs.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { getGroup } from '#lib/groups/index.ts';
import { performOr404 } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { AskButton } from '../_components/ask-button.tsx';
import { centerOptions } from '../_components/center-options.ts';
import { GroupForm } from '../_components/group-form.tsx';
import { GroupMembers } from '../_components/group-members.tsx';
import { GroupOrigin } from '../_components/group-origin.tsx';
import { GroupRoles } from '../_components/group-roles.tsx';

export const metadata: Metadata = { title: 'Group' };

const urlSpec = { tabs: ['people', 'roles', 'settings'] } as const satisfies UrlSpec;

interface GroupPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParameters>;
}

/** Who is in this group, and what does it give them? */
export default async function GroupPage({ params, searchParams }: GroupPageProps) {
  const [{ id }, search, { me, reader, now }] = await Promise.all([params, searchParams, loadReader()]);
  const { data: group, problem } = await performOr404(getGroup, { group_id: id });
  const { state } = readUrlState(search, urlSpec);
  const tab = state.tab ?? 'people';
  if (problem !== undefined) {
    return (
      <ErrorState title="The group did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const mayWrite = holds(me.permissions, 'groups.write');
  const isByHand = group.origin === 'manual';
  const kept = isByHand ? '' : ' Your identity provider keeps its name and who is in it.';
  const people = group.member_count === 1 ? '1 person' : `${group.member_count} people`;
  const center = group.cost_center_code === null ? '' : `, charged to ${group.cost_center_code}`;
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Groups', href: '/groups' }, { label: group.name }]} />
      <PageHeader
        title={group.name}
        badge={<GroupOrigin origin={group.origin} />}
        answer={`${people}, ${group.roles.length === 1 ? '1 role' : `${group.roles.length} roles`}${center}.${kept}`}
      />
      <LinkTabs
        label="Group"
        current={tab}
        tabs={[
          { id: 'people', label: 'People', href: `/groups/${id}` },
          { id: 'roles', label: 'Roles', href: `/groups/${id}?tab=roles`, count: group.roles.length },
          ...(mayWrite ? [{ id: 'settings', label: 'Settings', href: `/groups/${id}?tab=settings` }] : []),
        ]}
      />
      {tab === 'people' ? <GroupMembers group={group} search={search} state={state} mayWrite={mayWrite} /> : null}
      {tab === 'roles' ? <GroupRoles group={group} reader={reader} now={now} mayWrite={mayWrite} /> : null}
      {tab === 'settings' && mayWrite ? (
        <div className="px-(--gutter) pt-4 pb-12">
          <GroupForm group={{ ...group, isByHand }} centers={await centerOptions()} />
          {isByHand ? (
            <div className="mt-10 border-t pt-4">
              <AskButton group={group} taken={{ kind: 'group' }} />
            </div>
          ) : null}
        </div>
      ) : null}
    </>
  );
}
