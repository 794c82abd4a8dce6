'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { SelectField, SwitchField } from '#components/forms/choice-fields.tsx';
import { ChoicesField } from '#components/forms/choices-field.tsx';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TagsField } from '#components/forms/tags-field.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import type { teamGovernanceSet } from '#lib/contracts/governance.ts';
import { dataClasses } from '#lib/contracts/route-names.ts';
import { classWords } from '../../../data-classes/_components/class-words.ts';
import { HandlingFields } from '../../../data-classes/_components/handling-fields.tsx';
import { setGovernanceAction } from '../actions.ts';
import type { Governance } from './acting-rules.ts';
import { inheritedWords } from './inherited-words.ts';

type Saved = z.input<(typeof teamGovernanceSet)['output']>;

export interface GovernanceFormProps {
  governance: Pick<Governance, 'place' | 'configuration' | 'version' | 'around'>;
  /** Names that can be chosen; empty where the reader may not see them, and then they are typed. */
  frameworks: readonly string[];
  groups: readonly string[];
  providers: readonly string[];
}

/** Fetched once the page stands; one schema fits the four kinds, the place is named besides. */
const schema = () => import('#lib/contracts/governance-config.ts').then((contract) => contract.GovernanceConfig);

/** The configuration as fields by their path. */
function initialOf(config: Governance['configuration']): Record<string, unknown> {
  const controls = config.access_controls;
  const values: Record<string, unknown> = {
    'compliance.frameworks': config.compliance?.frameworks,
    'access_controls.multi_factor_required': controls?.multi_factor_required,
    'access_controls.session_timeout_minutes': controls?.session_timeout_minutes ?? undefined,
    'access_controls.required_groups': controls?.required_groups,
    'access_controls.sso_domain': controls?.sso_domain ?? undefined,
    'access_controls.sso_provider': controls?.sso_provider ?? undefined,
  };
  for (const name of dataClasses) {
    const level = config.data_classification?.levels?.[name];
    if (level === undefined) continue;
    const path = `data_classification.levels.${name}`;
    values[`${path}.categories`] = level.categories;
    for (const [field, value] of Object.entries(level.handling_requirements ?? {}))
      values[`${path}.handling_requirements.${field}`] = value ?? undefined;
  }
  return values;
}

const optionsOf = (names: readonly string[]): ComboboxOption[] => names.map((name) => ({ value: name, label: name }));

/** What the place asks of its classes of data and of who acts in it. */
export function GovernanceForm({ governance, frameworks, groups, providers }: GovernanceFormProps) {
  const router = useRouter();
  const { place, configuration, version } = governance;
  const inherited = inheritedWords(governance);
  return (
    <Form<Saved>
      schema={schema}
      initial={initialOf(configuration)}
      version={version}
      submitLabel="Save governance"
      submit={(values, options) => setGovernanceAction(place, values, options)}
      onDone={({ policies }) => {
        const made =
          policies.length === 0 ? '' : ` ${policies.length === 1 ? 'One policy carries' : `${policies.length} policies carry`} it out.`;
        toast({ tone: 'success', text: `The governance of ${place.name} is saved.${made} It holds within 2 s.` });
        router.refresh();
      }}
    >
      {dataClasses.map((name) => (
        <LevelFields key={name} name={name} inherited={inherited} />
      ))}
      <AccessFields isTenant={place.kind === 'tenant'} inherited={inherited} groups={groups} providers={providers} />
      <Section title="Compliance">
        <NamesField
          name="compliance.frameworks"
          label="Frameworks that hold here"
          names={frameworks}
          hint={['The organization has to follow them.', inherited.frameworks].filter(Boolean).join(' ')}
        />
      </Section>
    </Form>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <fieldset className="flex flex-col gap-4 border-t pt-4">
      <legend className="float-left mb-2 w-full font-semibold text-body">{title}</legend>
      {children}
    </fieldset>
  );
}

/** Several names: chosen where they are known, else typed. */
function NamesField({ names, ...rest }: { name: string; label: string; hint: string; names: readonly string[] }) {
  return names.length === 0 ? <TagsField {...rest} optional /> : <ChoicesField {...rest} options={optionsOf(names)} optional />;
}

function LevelFields({ name, inherited }: { name: (typeof dataClasses)[number]; inherited: Readonly<Record<string, string>> }) {
  const path = `data_classification.levels.${name}`;
  const ofClass = Object.entries(inherited).flatMap(([key, words]) =>
    key.startsWith(`${name}.`) ? [[key.slice(name.length + 1), words]] : [],
  );
  return (
    <Section title={`${classWords[name]} data`}>
      <TagsField
        name={`${path}.categories`}
        label="What belongs to it"
        hint="Words for people. Kinds of data, such as pii or credit_card, count where calls are looked at."
        optional
      />
      <HandlingFields path={`${path}.handling_requirements`} inherited={Object.fromEntries(ofClass)} />
    </Section>
  );
}

interface AccessFieldsProps extends Pick<GovernanceFormProps, 'groups' | 'providers'> {
  isTenant: boolean;
  inherited: Readonly<Record<string, string>>;
}

/** Who may act. Groups, provider and domain of the whole organization belong to single sign-on. */
function AccessFields({ isTenant, inherited, groups, providers }: AccessFieldsProps) {
  const path = 'access_controls';
  const { multi_factor_required: factor, session_timeout_minutes: timeout } = inherited;
  return (
    <Section title="Who acts here">
      <SwitchField
        name={`${path}.multi_factor_required`}
        label="A second factor is needed"
        {...(factor === undefined ? {} : { hint: factor })}
      />
      <CountField
        name={`${path}.session_timeout_minutes`}
        label="Signed out after"
        unit="minutes"
        optional
        hint={['Without use; the shortest of all that apply holds.', timeout].filter(Boolean).join(' ')}
      />
      {isTenant ? (
        <p className="text-control text-quiet">
          Groups, provider and domain of the whole organization are set under Single sign-on, where nobody can be locked out by them.
        </p>
      ) : (
        <>
          <NamesField
            name={`${path}.required_groups`}
            label="Groups"
            names={groups}
            hint={['Roles on this place hold for those alone who are in all of them.', inherited.required_groups].filter(Boolean).join(' ')}
          />
          <TextField name={`${path}.sso_domain`} label="Domain of their addresses" hint="Such as example.com." optional mono />
          {providers.length === 0 ? (
            <TextField name={`${path}.sso_provider`} label="Signed in by" hint="Name of a single sign-on connection." optional />
          ) : (
            <SelectField name={`${path}.sso_provider`} label="Signed in by" options={optionsOf(providers)} optional />
          )}
        </>
      )}
    </Section>
  );
}
