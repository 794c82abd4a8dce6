'use client';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { ChoicesField } from '#components/forms/choices-field.tsx';
import { FieldGroup } from '#components/forms/field-group.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { TagsField } from '#components/forms/tags-field.tsx';
import type { KeyChoices } from './key-choices.ts';
import { endpointChoices } from './key-words.ts';

/** The project and environment that all calls of a key are for. */
export function WorkFields({ choices, isNeeded }: { choices: KeyChoices; isNeeded: boolean }) {
  const { project_id: projectId } = useFormState().values;
  const environments = choices.environments.filter((environment) => environment.projectId === projectId);
  return (
    <>
      <ComboboxField
        name="project_id"
        label="Project"
        hint={[
          isNeeded ? 'The key goes where the project is.' : 'Binds the key: all its calls are for this project, whatever the caller says.',
          choices.notes.projects,
        ]
          .filter(Boolean)
          .join(' ')}
        options={choices.projects}
        optional={!isNeeded}
      />
      {environments.length === 0 ? null : <ComboboxField name="environment_id" label="Environment" options={environments} optional />}
    </>
  );
}

/** What a key may be used for. */
export function ScopeFields({ choices }: { choices: KeyChoices }) {
  return (
    <FieldGroup title="What it may do" hint="Empty fields allow everything the organization has.">
      <TagsField name="allowed_models" label="Models" hint="As GET /api/v1/models names them; Enter adds one." optional />
      {choices.providers.length === 0 ? null : (
        <ChoicesField name="allowed_providers" label="Providers" options={choices.providers} optional />
      )}
      <ChoicesField name="allowed_endpoints" label="Endpoints" options={endpointChoices} optional />
      <TagsField
        name="allowed_addresses"
        label="From addresses"
        hint="Addresses and ranges, such as 203.0.113.0/24 or 2001:db8::/48."
        optional
      />
      <TagsField name="tags" label="Tags" hint="name=value, on every call of the key; callers cannot change them." optional />
    </FieldGroup>
  );
}
