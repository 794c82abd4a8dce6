'use client';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { ChoicesField } from '#components/forms/choices-field.tsx';
import { TagsField } from '#components/forms/tags-field.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import type { ChannelKindName } from '#lib/contracts/channels.ts';
import { eventChoices } from './event-choices.ts';

const formats = [
  { value: 'standard', label: 'Standard Webhooks' },
  { value: 'cloudevents', label: 'CloudEvents 1.0' },
];
const secrets: Partial<Readonly<Record<ChannelKindName, { readonly label: string; readonly hint: string }>>> = {
  slack: {
    label: 'Address of the incoming webhook',
    hint: 'https://hooks.slack.com/services/… It is a secret: whoever has it can write there.',
  },
  teams: { label: 'Address of the workflow', hint: 'From the workflow “When a Teams webhook request is received”. It is a secret.' },
  pagerduty: { label: 'Integration key', hint: 'Of an Events API v2 integration of the service.' },
};

/** Where a channel of this kind leads; `keeps` where a secret is stored that stays unless another is typed. */
export function KindFields({ kind, keeps = false }: { kind: ChannelKindName; keeps?: boolean }) {
  const secret = secrets[kind];
  return (
    <>
      {kind === 'email' ? <TagsField name="settings.recipients" label="Recipients" /> : null}
      {kind === 'webhook' ? (
        <>
          <TextField name="url" label="Address" type="url" mono hint="https://… Redirects are not followed." />
          <SelectField name="settings.format" label="Format" options={formats} />
        </>
      ) : null}
      {secret === undefined ? null : (
        <TextField
          name="secret"
          label={secret.label}
          hint={keeps ? `${secret.hint} Empty keeps the one that is stored.` : secret.hint}
          type="password"
          optional={keeps}
        />
      )}
      {kind === 'pagerduty' ? (
        <TextField
          name="url"
          label="Address"
          type="url"
          mono
          optional
          inherited="https://events.pagerduty.com/v2/enqueue"
          hint="Another one for the service region of Europe: https://events.eu.pagerduty.com/v2/enqueue."
        />
      ) : null}
    </>
  );
}

/** What the channel is told without a rule. */
export const EventsField = () => (
  <ChoicesField
    name="events"
    label="Hears by itself"
    optional
    options={eventChoices}
    hint="What rules, budgets and policies send comes besides."
    emptyText="No event of that name"
  />
);
