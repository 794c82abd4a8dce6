'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { withStepUp } from '#components/step-up/step-up.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Select } from '#components/ui/select.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import type { SsoDomain } from '#lib/contracts/sso-domains.ts';
import { carryOut } from '../../../_shell/carry-out.ts';
import { addDomainAction, leadDomainAction, removeDomainAction, verifyDomainAction } from '../actions.ts';

type DomainRow = z.input<typeof SsoDomain>;
export interface ProviderChoice {
  readonly value: string;
  readonly label: string;
}

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/sso-domains.ts').then((contract) => contract.ssoDomainAdd.input);

function Copied({ label, value }: { label: string; value: string }) {
  return (
    <p className="flex items-center gap-1 text-control">
      <span className="w-14 shrink-0 text-quiet">{label}</span>
      <span className="min-w-0 break-all font-mono text-caption">{value}</span>
      <CopyButton value={value} label={`Copy ${label.toLowerCase()}`} />
    </p>
  );
}

function DomainItem({ domain, providers }: { domain: DomainRow; providers: readonly ProviderChoice[] }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [ask, dialog] = useConfirm();
  const { id, domain: name, verified_at: verifiedAt } = domain;
  const verify = async (): Promise<void> => {
    setBusy(true);
    const { data, problem } = await withStepUp(() => verifyDomainAction(id));
    setBusy(false);
    if (problem !== undefined) toast({ tone: 'error', text: problem.detail, requestId: problem.request_id });
    else toast({ tone: data.verified_at === null ? 'error' : 'success', text: data.check_message ?? 'The DNS was asked.' });
    router.refresh();
  };
  const lead = async (connectionId: string): Promise<void> => {
    const { problem } = await withStepUp(() => leadDomainAction(id, connectionId === '' ? null : connectionId));
    if (problem !== undefined) toast({ tone: 'error', text: problem.detail, requestId: problem.request_id });
    router.refresh();
  };
  const remove = (): void =>
    ask({
      title: `Remove ${name}?`,
      consequence: 'Its people do not sign in at the identity provider any more.',
      verb: 'Remove',
      onConfirm: () => carryOut(removeDomainAction(id), `${name} is removed.`).then(() => router.refresh()),
    });
  return (
    <li className="flex flex-col gap-2 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium">{name}</span>
        {verifiedAt === null ? <StatusBadge tone="warning">Not proved</StatusBadge> : <StatusBadge tone="success">Proved</StatusBadge>}
        <span className="flex-1" />
        <Select
          compact
          className="w-44"
          aria-label={`Where people of ${name} sign in`}
          placeholder="No provider"
          options={providers}
          value={domain.sso_connection_id ?? ''}
          onChange={(event) => void lead(event.target.value)}
        />
        {verifiedAt === null ? (
          <Button size="small" busy={busy} onClick={() => void verify()}>
            Check DNS
          </Button>
        ) : null}
        <Button size="small" variant="ghost" onClick={remove}>
          Remove…
        </Button>
      </div>
      {verifiedAt === null ? (
        <div className="rounded-md bg-sunken px-3 py-2">
          <p className="mb-1 text-control">Set this TXT record at your DNS, then check:</p>
          <Copied label="Name" value={domain.record_name} />
          <Copied label="Value" value={domain.record_value} />
          {domain.check_message === null ? null : <p className="mt-1 text-control text-quiet">{domain.check_message}</p>}
        </div>
      ) : null}
      {dialog}
    </li>
  );
}

/** Whose e-mail addresses sign in where, and how that is proved. */
export function DomainsCard({ domains, providers }: { domains: readonly DomainRow[]; providers: readonly ProviderChoice[] }) {
  const router = useRouter();
  return (
    <div className="flex max-w-180 flex-col gap-4">
      {domains.length === 0 ? null : (
        <ul className="divide-y">
          {domains.map((domain) => (
            <DomainItem key={domain.id} domain={domain} providers={providers} />
          ))}
        </ul>
      )}
      <Form<DomainRow>
        // An added domain leaves an empty form for the next.
        key={domains.length}
        schema={schema}
        initial={{}}
        submitLabel="Add domain"
        submit={addDomainAction}
        onDone={() => router.refresh()}
      >
        <TextField name="domain" label="E-mail domain" inherited="example.com" />
        <SelectField name="sso_connection_id" label="Signs in at" options={providers} optional />
      </Form>
    </div>
  );
}
