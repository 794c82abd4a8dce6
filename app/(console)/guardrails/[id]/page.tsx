import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { LinkTabs } from '#components/ui/link-tabs.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { getGuardrail } from '#lib/guardrails/index.ts';
import { performOr404 } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { GuardrailStatus } from '../_components/guardrail-columns.tsx';
import { GuardrailEditor } from '../_components/guardrail-editor.tsx';
import { GuardrailSettings } from '../_components/guardrail-settings.tsx';
import { guardrailText } from '../_components/guardrail-words.ts';

export const metadata: Metadata = { title: 'Guardrail' };

const urlSpec = { tabs: ['check', 'settings'] } as const satisfies UrlSpec;

interface GuardrailPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParameters>;
}

/** What does this guardrail look for, and what would it find? */
export default async function GuardrailPage({ params, searchParams }: GuardrailPageProps) {
  const [{ id }, search] = await Promise.all([params, searchParams]);
  const [{ data: guardrail, problem }, { me }] = await Promise.all([performOr404(getGuardrail, { guardrail_id: id }), loadReader()]);
  const { state } = readUrlState(search, urlSpec);
  if (problem !== undefined) {
    return (
      <ErrorState title="The guardrail did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const isOpen = guardrail.status !== 'archived';
  const mayWrite = isOpen && holds(me.permissions, 'policies.write');
  const mayPublish = isOpen && holds(me.permissions, 'policies.publish');
  const tab = state.tab === 'settings' && mayWrite ? 'settings' : 'check';
  const what = guardrailText(guardrail);
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Guardrails', href: '/guardrails' }, { label: guardrail.name }]} />
      <PageHeader
        title={guardrail.name}
        badge={<GuardrailStatus guardrail={guardrail} />}
        answer={[guardrail.description, what === null ? '' : `${what}.`].filter((one) => one !== '').join(' ')}
        actions={<ButtonLink href={`/policies/violations?f.guardrail=is:${id}`}>What it found</ButtonLink>}
      />
      <LinkTabs
        label="Guardrail"
        current={tab}
        tabs={[
          { id: 'check', label: 'Check', href: `/guardrails/${id}` },
          ...(mayWrite ? [{ id: 'settings', label: 'Settings', href: `/guardrails/${id}?tab=settings` }] : []),
        ]}
      />
      {tab === 'check' ? (
        <GuardrailEditor key={guardrail.id} guardrail={guardrail} mayWrite={mayWrite} mayPublish={mayPublish} />
      ) : (
        <GuardrailSettings guardrail={guardrail} mayPublish={mayPublish} />
      )}
    </>
  );
}
