import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { NewGuardrailForm } from '../_components/new-guardrail-form.tsx';

export const metadata: Metadata = { title: 'New guardrail' };

/** What should a new guardrail look for? */
export default function NewGuardrailPage() {
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Guardrails', href: '/guardrails' }, { label: 'New' }]} />
      <PageHeader
        title="New guardrail"
        answer="It begins as a draft that does nothing. You try it on texts, let it watch, and then put it in force."
      />
      <div className="px-(--gutter) pt-4 pb-12">
        <NewGuardrailForm />
      </div>
    </>
  );
}
