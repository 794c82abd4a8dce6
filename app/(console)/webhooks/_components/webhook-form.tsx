'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { SecretReveal } from '#components/ui/secret-reveal.tsx';
import { EventsField, KindFields } from '../../channels/_components/kind-fields.tsx';
import { createWebhookAction } from '../../channels/actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/webhooks.ts').then((contract) => contract.webhookCreate.input);

/** Where events are sent; then the secret that signs them, once. */
export function WebhookForm() {
  const router = useRouter();
  const [made, setMade] = useState<{ name: string; secret: string }>();
  if (made !== undefined) {
    return (
      <SecretReveal
        label={`Signing secret of ${made.name}`}
        secret={made.secret}
        envName="TOLLGATE_WEBHOOK_SECRET"
        onStored={() => router.push('/channels')}
      />
    );
  }
  return (
    <Form<{ name: string; secret: string }>
      schema={schema}
      initial={{ events: ['*'], 'settings.format': 'standard' }}
      submitLabel="Create webhook"
      secondary={<ButtonLink href="/channels">Cancel</ButtonLink>}
      submit={({ events, ...values }, options) => createWebhookAction({ ...values, events: events ?? [] }, options)}
      onDone={setMade}
    >
      <TextField name="name" label="Name" autoFocus />
      <KindFields kind="webhook" />
      <EventsField />
    </Form>
  );
}
