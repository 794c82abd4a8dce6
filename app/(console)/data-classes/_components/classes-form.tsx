'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { ChoicesField } from '#components/forms/choices-field.tsx';
import { Form } from '#components/forms/form.tsx';
import { useField } from '#components/forms/form-context.ts';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TagsField } from '#components/forms/tags-field.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import type { DataClassSettings } from '#lib/contracts/data-classes.ts';
import { dataCategories, dataEntities } from '#lib/contracts/data-entities.ts';
import { dataClasses } from '#lib/contracts/route-names.ts';
import { updateDataClassesAction } from '../actions.ts';
import { categoryWords, classWords, kindWords } from './class-words.ts';
import { HandlingFields } from './handling-fields.tsx';

type Settings = z.input<typeof DataClassSettings>;

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/data-classes.ts').then((contract) => contract.dataClassesUpdate.input);

const scopes = [
  { value: 'off', label: 'Nothing' },
  { value: 'requests', label: 'Requests' },
  { value: 'requests_and_answers', label: 'Requests and answers' },
];
const actions = [
  { value: 'log', label: 'Note it' },
  { value: 'redact', label: 'Send a token in its place' },
  { value: 'route', label: 'Send the call to a route' },
  { value: 'block', label: 'Refuse the call' },
];
const failures = [
  { value: 'refuse', label: 'Refuse the call' },
  { value: 'pass', label: 'Go on without names' },
];
const kinds = dataEntities.map((kind) => ({ value: kind, label: kindWords(kind) }));
const held = [...dataCategories.map((category) => ({ value: category, label: categoryWords[category] })), ...kinds];

/** The settings as fields by their path. */
function initialOf({ levels, detection }: Settings): Record<string, unknown> {
  const values: Record<string, unknown> = {
    'detection.scope': detection.scope,
    'detection.minimum_score': detection.minimum_score,
    'detection.allowed_terms': detection.allowed_terms,
    'detection.denied_terms': detection.denied_terms,
    'detection.ignored_kinds': detection.ignored_kinds,
    'detection.analyzer.url': detection.analyzer?.url,
    'detection.analyzer.on_failure': detection.analyzer?.on_failure,
  };
  for (const category of dataCategories) {
    values[`detection.actions.${category}.action`] = detection.actions?.[category]?.action;
    values[`detection.actions.${category}.route`] = detection.actions?.[category]?.route ?? undefined;
  }
  for (const name of dataClasses) {
    const level = levels[name];
    values[`levels.${name}.categories`] = level?.categories;
    for (const [field, value] of Object.entries(level?.handling_requirements ?? {}))
      values[`levels.${name}.handling_requirements.${field}`] = value ?? undefined;
  }
  return values;
}

/** What is looked for, what becomes of it, and how each class is handled. */
export function ClassesForm({ settings }: { settings: Settings }) {
  const router = useRouter();
  return (
    <Form<Settings>
      schema={schema}
      initial={initialOf(settings)}
      version={settings.version}
      submitLabel="Save settings"
      submit={(values, options) => updateDataClassesAction(values, options)}
      onDone={() => {
        toast({ tone: 'success', text: 'The settings are saved. They hold in every process within 2 s.' });
        router.refresh();
      }}
    >
      <h2 className="font-semibold text-body">Detection</h2>
      <SelectField
        name="detection.scope"
        label="Look at"
        options={scopes}
        hint="Answers are held back a word at a time where they are looked at."
      />
      <CountField
        name="detection.minimum_score"
        label="How sure a finding has to be"
        unit="of 100"
        hint="60 finds numbers with a checksum, and weaker ones beside a word that names them."
      />
      {dataCategories.map((category) => (
        <CategoryFields key={category} category={category} />
      ))}
      <TagsField name="detection.allowed_terms" label="Not findings" hint="Such as the address of your support." optional />
      <TagsField
        name="detection.denied_terms"
        label="Own terms"
        hint="Found wherever they stand, such as the names of projects."
        optional
      />
      <ChoicesField name="detection.ignored_kinds" label="Kinds that are not looked for" options={kinds} optional />
      <AnalyzerFields />
      {dataClasses.map((name) => (
        <LevelFields key={name} name={name} />
      ))}
    </Form>
  );
}

function AnalyzerFields() {
  const { value: url } = useField('detection.analyzer.url', 'Analyzer');
  return (
    <>
      <TextField
        name="detection.analyzer.url"
        label="Analyzer for names and places"
        optional
        mono
        hint="Address of a Presidio analyzer of your own. Requests wait for it, half a second at most."
      />
      {typeof url === 'string' && url !== '' ? (
        <SelectField name="detection.analyzer.on_failure" label="Where it does not answer" options={failures} />
      ) : null}
    </>
  );
}

function CategoryFields({ category }: { category: (typeof dataCategories)[number] }) {
  const path = `detection.actions.${category}`;
  const { value: action } = useField(`${path}.action`, categoryWords[category]);
  return (
    <>
      <SelectField name={`${path}.action`} label={categoryWords[category]} options={actions} />
      {action === 'route' ? (
        <TextField name={`${path}.route`} label="Route" hint="The name of a published route, or of a model." mono />
      ) : null}
    </>
  );
}

function LevelFields({ name }: { name: (typeof dataClasses)[number] }) {
  const path = `levels.${name}`;
  return (
    <fieldset className="flex flex-col gap-4 border-t pt-4">
      <legend className="float-left mb-2 w-full font-semibold text-body">{classWords[name]}</legend>
      <ChoicesField
        name={`${path}.categories`}
        label="What belongs to it"
        options={held}
        optional
        hint="A call that holds any of it has this class, or a higher one."
      />
      <HandlingFields path={`${path}.handling_requirements`} />
    </fieldset>
  );
}
