import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { LinkTabs } from '#components/ui/link-tabs.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { perform, performOr404 } from '#lib/http/page-invocation.ts';
import { getPolicy, getPolicySettings } from '#lib/policies/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { loadNotifyChoices, namesOf } from '../_components/load-notify-choices.ts';
import { PolicyStatus } from '../_components/policy-columns.tsx';
import { PolicyEditor } from '../_components/policy-editor.tsx';
import { PolicyReplay } from '../_components/policy-replay.tsx';
import { PolicySettings } from '../_components/policy-settings.tsx';
import { PolicyVersions } from '../_components/policy-versions.tsx';
import { actionText, type PolicyRow, ruleLines } from '../_components/policy-words.ts';

export const metadata: Metadata = { title: 'Policy' };

const urlSpec = { tabs: ['rules', 'versions', 'replay', 'settings'] } as const satisfies UrlSpec;

interface PolicyPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParameters>;
}

/** The policy in a sentence: for whom, about what, and what it does. */
function answerOf({ definition, draft, scope_name: scope, description }: PolicyRow, names: ReadonlyMap<string, string>): string {
  const shown = definition ?? draft;
  if (shown === null) return description;
  const lines = ruleLines(shown).map(({ text }) => text);
  const about =
    lines.length === 0 ? 'every call' : `calls where ${lines.join(shown.rules.match === 'any' ? ' or ' : ' and ').toLowerCase()}`;
  const does = shown.rules.actions.map((action) => actionText(action, names)).join(', ');
  return `${description === '' ? '' : `${description} `}For ${scope ?? 'the organization'}, about ${about}: ${does}.`;
}

/** What does this policy do, and what would it do? */
export default async function PolicyPage({ params, searchParams }: PolicyPageProps) {
  const [{ id }, search] = await Promise.all([params, searchParams]);
  const [{ data: policy, problem }, { me, reader, now }, settings, choices] = await Promise.all([
    performOr404(getPolicy, { policy_id: id }),
    loadReader(),
    perform(getPolicySettings, {}),
    loadNotifyChoices(),
  ]);
  const { state } = readUrlState(search, urlSpec);
  const tab = state.tab ?? 'rules';
  if (problem !== undefined) {
    return (
      <ErrorState title="The policy did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const isOpen = policy.status !== 'archived';
  const mayWrite = isOpen && holds(me.permissions, 'policies.write');
  const mayPublish = isOpen && holds(me.permissions, 'policies.publish');
  const tabOf = (name: string, label: string) => ({ id: name, label, href: `/policies/${id}${name === 'rules' ? '' : `?tab=${name}`}` });
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Policies', href: '/policies' }, { label: policy.name }]} />
      <PageHeader
        title={policy.name}
        badge={<PolicyStatus policy={policy} />}
        answer={answerOf(policy, namesOf(choices))}
        actions={<ButtonLink href={`/policies/violations?f.policy=is:${id}`}>What it did</ButtonLink>}
      />
      <LinkTabs
        label="Policy"
        current={tab}
        tabs={[
          tabOf('rules', 'Rules'),
          { ...tabOf('versions', 'Versions'), count: policy.latest_version ?? undefined },
          tabOf('replay', 'Replay'),
          ...(mayWrite ? [tabOf('settings', 'Settings')] : []),
        ]}
      />
      {tab === 'rules' ? (
        <PolicyEditor key={policy.id} policy={policy} mayWrite={mayWrite} mayPublish={mayPublish} choices={choices} />
      ) : null}
      {tab === 'versions' ? <PolicyVersions policy={policy} mayPublish={mayPublish} reader={reader} now={now} /> : null}
      {tab === 'replay' ? <PolicyReplay policy={policy} /> : null}
      {tab === 'settings' && mayWrite ? (
        <PolicySettings policy={policy} mayPublish={mayPublish} needsSecondPerson={settings.data?.needs_second_person === true} />
      ) : null}
    </>
  );
}
