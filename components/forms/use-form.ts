'use client';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { z } from 'zod';
import { withStepUp } from '#components/step-up/step-up.ts';
import { dropDraft, readDraft, writeDraft } from './drafts.ts';
import { changedPaths, type FormValues, fieldOfPath, nestValues, pathOfPointer, valueAt } from './form-values.ts';
import { issueText } from './issue-text.ts';
import { type FormProblem, lostAnswer, type SubmitForm } from './submit.ts';

export interface FormOptions<Data> {
  /**
   * The operation's input schema, or the part of it the form fills. Given as a function that imports it, the schema and
   * its library (27 kB) come after the page: `const schema = () => import('#lib/contracts/keys.ts').then((m) => m.keyCreate.input)`.
   */
  schema: z.ZodType | (() => Promise<z.ZodType>);
  /** Values of the object that is edited, or defaults of a new one, by path. */
  initial: FormValues;
  submit: SubmitForm<Data>;
  onDone: (data: Data) => void;
  /** Sent with the fields but not shown: ids from the path. */
  fixed?: FormValues | undefined;
  /** Version of the object that is edited. */
  version?: number | undefined;
  /** Keeps what was typed over a reload, under this name. */
  draftKey?: string | undefined;
  /** Paths never kept in a draft. */
  secrets?: readonly string[] | undefined;
}

export interface FormState {
  values: FormValues;
  /** Errors that are shown, by path. */
  errors: Readonly<Record<string, string>>;
  labels: Readonly<Record<string, string>>;
  dirty: boolean;
  busy: boolean;
  problem: FormProblem | undefined;
  draftRestored: boolean;
  set: (path: string, value: unknown) => void;
  /** The reader left the field: from now on its errors show. */
  leave: (path: string) => void;
  /** A field tells its label, and what its own parser has to say about the text in it. */
  register: (path: string, label: string) => () => void;
  complain: (path: string, complaint: string | undefined) => void;
  submit: () => Promise<void>;
  discardDraft: () => void;
  /** Replaces values and version, after a conflict was settled. */
  settle: (values: FormValues, version: number) => void;
}

const noSecrets: readonly string[] = [];

/** The state behind a form. Use the Form component; this is its engine. */
export function useForm<Data>(options: FormOptions<Data>): FormState {
  const { initial, submit: send, onDone, fixed, draftKey, secrets = noSecrets } = options;
  const [values, setValues] = useState<FormValues>(initial);
  const [base, setBase] = useState<FormValues>(initial);
  const [version, setVersion] = useState(options.version);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const { complaints, complain } = useComplaints();
  const [answered, setAnswered] = useState<{ problem: FormProblem; values: FormValues }>();
  const [busy, setBusy] = useState(false);
  const [draftRestored, setDraftRestored] = useState(false);
  const { labels, register } = useLabels();
  const idempotencyKey = useIdempotencyKey();
  const { schema, load } = useSchema(options.schema);
  const dirty = changedPaths(base, values).length > 0;
  const settle = (next: FormValues, nextVersion: number | undefined): void => {
    setValues(next);
    setVersion(nextVersion);
    setAnswered(undefined);
  };
  useNewVersion(options.version, (next) => {
    if (dirty) return;
    setBase(initial);
    settle(initial, next);
  });

  const found = useMemo(
    () => ({ ...(schema ? schemaErrors(schema, { ...fixed, ...values }, labels) : {}), ...defined(complaints) }),
    [schema, fixed, values, labels, complaints],
  );
  const errors = useMemo(() => {
    const shown = Object.fromEntries(Object.entries(found).filter(([path]) => left.has(path)));
    return { ...serverErrors(answered, values, Object.keys(labels)), ...shown };
  }, [found, left, answered, values, labels]);

  const forgetDraft = useDraft({ draftKey, values, secrets, dirty, initial, restore: setValues, onRestored: () => setDraftRestored(true) });

  const submit = async (): Promise<void> => {
    if (busy) return;
    setLeft(new Set(Object.keys(labels)));
    setBusy(true);
    setAnswered(undefined);
    const checked = await load().catch(() => undefined);
    const faults = checked && { ...schemaErrors(checked, { ...fixed, ...values }, labels), ...defined(complaints) };
    if (faults === undefined) setAnswered({ problem: lostAnswer, values });
    if (faults === undefined || Object.keys(faults).length > 0) {
      setBusy(false);
      return;
    }
    const attempt = () => send(nestValues({ ...fixed, ...values }), { idempotencyKey: idempotencyKey.current, ifMatch: version });
    const outcome = await withStepUp(attempt).catch(withoutAnswer);
    setBusy(false);
    if (outcome === undefined) return;
    if (outcome.problem !== undefined) {
      setAnswered({ problem: outcome.problem, values });
      return;
    }
    setBase(values);
    // Whoever saves again before the page was read anew does so on top of what they saved.
    if (version !== undefined) setVersion((before) => versionOf(outcome.data) ?? before);
    idempotencyKey.renew();
    forgetDraft();
    onDone(outcome.data);
  };

  return {
    values,
    errors,
    labels,
    dirty,
    busy,
    problem: answered?.problem,
    draftRestored,
    set: useCallback((path, value) => setValues((before) => ({ ...before, [path]: value })), []),
    leave: useCallback((path) => setLeft((before) => new Set(before).add(path)), []),
    register,
    complain,
    submit,
    discardDraft: () => {
      forgetDraft();
      setValues(base);
      setDraftRestored(false);
    },
    settle,
  };
}

/** Labels of the fields that stand in the form, by path. */
function useLabels(): Pick<FormState, 'labels' | 'register'> {
  const [labels, setLabels] = useState<FormState['labels']>({});
  const register = useCallback<FormState['register']>((path, label) => {
    setLabels((before) => (before[path] === label ? before : { ...before, [path]: label }));
    return () => setLabels(({ [path]: _gone, ...rest }) => rest);
  }, []);
  return { labels, register };
}

/** What the fields' own parsers have to say about the text in them, by path. */
function useComplaints(): Pick<FormState, 'complain'> & { readonly complaints: Readonly<Record<string, string | undefined>> } {
  const [complaints, setComplaints] = useState<Readonly<Record<string, string | undefined>>>({});
  const complain = useCallback<FormState['complain']>(
    (path, complaint) => setComplaints((before) => (before[path] === complaint ? before : { ...before, [path]: complaint })),
    [],
  );
  return { complaints, complain };
}

/** Tells when the page was read again: what nobody is about to change follows it, and the rest keeps its version for the conflict. */
function useNewVersion(version: number | undefined, onNew: (version: number | undefined) => void): void {
  const [told, setTold] = useState(version);
  if (version === told) return;
  setTold(version);
  onNew(version);
}

/** The version in what a submit answered; undefined where it tells none. */
const versionOf = (data: unknown): number | undefined =>
  typeof data === 'object' && data !== null && 'version' in data && typeof data.version === 'number' ? data.version : undefined;

/** What a rejected submit means: nothing where the server sends the page elsewhere, else that no answer came. */
function withoutAnswer(cause: unknown): { problem: FormProblem } | undefined {
  const redirected = cause instanceof Error && 'digest' in cause && String(cause.digest).startsWith('NEXT_REDIRECT');
  return redirected ? undefined : { problem: lostAnswer };
}

const defined = (entries: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(entries).flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])));

/** The schema, or undefined while it is on its way; it is fetched once the page stands. */
function useSchema(given: FormOptions<unknown>['schema']) {
  const source = useRef(given);
  const [schema, setSchema] = useState(typeof given === 'function' ? undefined : given);
  const load = useCallback(async (): Promise<z.ZodType> => {
    const wanted = source.current;
    const loaded = typeof wanted === 'function' ? await wanted() : wanted;
    setSchema(loaded);
    return loaded;
  }, []);
  useEffect(() => {
    if (typeof source.current !== 'function') return;
    // A failed download shows when submitting, which tries again.
    const fetchSchema = (): void => void load().catch(() => undefined);
    if (document.readyState === 'complete') {
      fetchSchema();
      return;
    }
    window.addEventListener('load', fetchSchema, { once: true });
    return () => window.removeEventListener('load', fetchSchema);
  }, [load]);
  return { schema, load };
}

/** One key for all attempts of a submit; once one went through, what is submitted next is another thing. */
function useIdempotencyKey(): { readonly current: string; readonly renew: () => void } {
  const [current, setCurrent] = useState(() => crypto.randomUUID());
  return { current, renew: () => setCurrent(crypto.randomUUID()) };
}

/** First complaint of the schema for each field; what belongs to no field stands under the empty path. */
export function schemaErrors(schema: z.ZodType, values: FormValues, labels: Readonly<Record<string, string>>): Record<string, string> {
  const nested = nestValues(values);
  const result = schema.safeParse(nested);
  if (result.success) return {};
  const errors: Record<string, string> = {};
  for (const issue of result.error.issues) {
    const path = fieldOfPath(issue.path.join('.'), Object.keys(labels)) ?? '';
    const value = valueAt(nested, issue.path);
    errors[path] ??= issueText(
      issue,
      labels[path] === undefined && issue.path.length > 0 ? issue.path.join('.') : 'This',
      value === undefined || value === '',
    );
  }
  return errors;
}

/** Errors the server named; one goes away as soon as its field is changed. */
function serverErrors(
  answered: { problem: FormProblem; values: FormValues } | undefined,
  values: FormValues,
  fields: readonly string[],
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { pointer, detail } of answered?.problem.errors ?? []) {
    const path = fieldOfPath(pathOfPointer(pointer), fields) ?? '';
    if (answered?.values[path] === values[path]) errors[path] ??= detail;
  }
  return errors;
}

interface DraftOptions {
  draftKey: string | undefined;
  values: FormValues;
  secrets: readonly string[];
  dirty: boolean;
  initial: FormValues;
  restore: (values: FormValues) => void;
  onRestored: () => void;
}

/** Keeps what is typed, a moment after it was; returns what forgets it, together with what was just about to be kept. */
function useDraft({ draftKey, values, secrets, dirty, initial, restore, onRestored }: DraftOptions): () => void {
  const started = useRef(false);
  const writing = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (started.current || draftKey === undefined) return;
    started.current = true;
    const draft = readDraft(draftKey);
    if (!draft || changedPaths(initial, { ...initial, ...draft }).length === 0) return;
    restore({ ...initial, ...draft });
    onRestored();
  });
  useEffect(() => {
    if (draftKey === undefined || !dirty) return;
    writing.current = setTimeout(() => writeDraft(draftKey, values, secrets), 300);
    return () => clearTimeout(writing.current);
  }, [draftKey, values, secrets, dirty]);
  return () => {
    clearTimeout(writing.current);
    if (draftKey !== undefined) dropDraft(draftKey);
  };
}
