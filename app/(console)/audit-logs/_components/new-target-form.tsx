'use client';
import { useRouter } from 'next/navigation';
import { SelectField, SwitchField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TagsField } from '#components/forms/tags-field.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import { createAuditTargetAction } from '../actions.ts';
import { targetWords } from './target-words.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/audit-targets.ts').then((contract) => contract.auditTargetCreate.input);

const kinds = Object.entries(targetWords).map(([value, label]) => ({ value, label }));
const isStorage = (kind: unknown): boolean => kind === 'archive' || kind === 'anchor_s3';

function KindFields() {
  const { kind } = useFormState().values;
  if (kind === 'anchor_email') return <TagsField name="settings.recipients" label="Recipients" />;
  return (
    <>
      <TextField
        name="url"
        label="Address"
        mono
        hint={kind === 'syslog' ? 'tls://host:6514' : isStorage(kind) ? 'https://endpoint/bucket' : 'https://…'}
      />
      {kind === 'syslog' ? null : (
        <TextField
          name="credential"
          label="Credential"
          type="password"
          optional={!isStorage(kind)}
          hint={isStorage(kind) ? 'access key:secret key' : 'Sent as the header Authorization, such as Bearer …'}
        />
      )}
      {isStorage(kind) ? <TextField name="settings.region" label="Region" mono optional hint="us-east-1 unless said" /> : null}
      {isStorage(kind) ? (
        <>
          <CountField
            name="settings.lock_days"
            label="Locked for"
            unit="days"
            optional
            inherited="Not at all"
            hint="Object Lock in compliance mode: until then nobody deletes an object or writes over it. The bucket has to have it on."
          />
          <SwitchField
            name="settings.legal_hold"
            label="Legal hold"
            hint="Each object is held by Object Lock until somebody takes the hold off in the storage."
          />
        </>
      ) : null}
      {kind === 'archive' ? <SwitchField name="settings.compress" label="Compress" hint="Entries are stored as gzip." /> : null}
      {String(kind).startsWith('anchor_') ? null : (
        <SwitchField name="from_start" label="Begin with the first entry" hint="Otherwise only what comes from now on is sent." />
      )}
    </>
  );
}

/** What was chosen for another kind before is not sent. */
function fitting(values: Record<string, unknown>): Record<string, unknown> {
  const { kind, settings, url, credential, ...rest } = values;
  const given = Object(settings);
  if (kind === 'anchor_email') return { ...rest, kind, settings: { recipients: given.recipients } };
  const region = isStorage(kind) && given.region !== undefined ? { region: given.region } : {};
  const compress = kind === 'archive' && given.compress === true ? { compress: true } : {};
  const days = isStorage(kind) && given.lock_days !== undefined ? { lock_days: given.lock_days } : {};
  const hold = isStorage(kind) && given.legal_hold === true ? { legal_hold: true } : {};
  return { ...rest, kind, url, settings: { ...region, ...compress, ...days, ...hold }, ...(kind === 'syslog' ? {} : { credential }) };
}

/** Where to, and by what means. */
export function NewTargetForm() {
  const router = useRouter();
  return (
    <Form<{ name: string }>
      schema={schema}
      initial={{ kind: 'ocsf', from_start: true }}
      submitLabel="Create target"
      submit={(values, options) => createAuditTargetAction(fitting(values), options)}
      onDone={({ name }) => {
        toast({ tone: 'success', text: `${name} is sent to from now on.` });
        router.push('/audit-logs/targets');
      }}
    >
      <TextField name="name" label="Name" autoFocus />
      <SelectField name="kind" label="Kind" options={kinds} />
      <KindFields />
    </Form>
  );
}
