'use client';
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { Kbd } from '#components/ui/kbd.tsx';
import { ConflictChoice, type CurrentObject } from './conflict-choice.tsx';
import { FormContext } from './form-context.ts';
import { FormSummary } from './form-summary.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { type FormOptions, useForm } from './use-form.ts';

export interface FormProps<Data> extends FormOptions<Data> {
  /** Verb of the ink button: "Create key". */
  submitLabel: string;
  /** Beside the button: Cancel. */
  secondary?: ReactNode;
  /** Fetches the object as it is now, when somebody else saved first. */
  loadCurrent?: () => Promise<CurrentObject>;
  className?: string;
  children: ReactNode;
}

/**
 * One form for create and edit on the operation's schema: checks on blur, then on change; submits by Ctrl/⌘ Enter; goes to
 * the first error and lists several; sends one Idempotency-Key until it went through; asks before changes are left.
 */
export function Form<Data>({ submitLabel, secondary, loadCurrent, className, children, ...options }: FormProps<Data>) {
  const form = useForm(options);
  const element = useRef<HTMLFormElement>(null);
  const [attempts, setAttempts] = useState(0);
  useFirstError(element, attempts);
  const isReady = useSyncExternalStore(neverChanges, inBrowser, onServer);

  const submit = async (): Promise<void> => {
    await form.submit();
    setAttempts((before) => before + 1);
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    void submit();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void submit();
  };
  const conflict = form.problem?.status === 412 && loadCurrent !== undefined;
  return (
    <FormContext value={form}>
      <form
        ref={element}
        noValidate
        onSubmit={onSubmit}
        onKeyDown={onKeyDown}
        className={cn('flex w-full max-w-140 flex-col gap-4', className)}
      >
        {form.draftRestored ? <DraftNote onDiscard={form.discardDraft} /> : null}
        {conflict ? (
          <ConflictChoice loadCurrent={loadCurrent} base={options.initial} form={form} />
        ) : (
          <FormSummary problem={form.problem} errors={form.errors} labels={form.labels} />
        )}
        {/* What is typed before the scripts have taken the page over would be on screen and not be sent. */}
        <div className="contents" {...(isReady ? undefined : notYet)}>
          {children}
        </div>
        <div className="flex flex-wrap items-center gap-2 pt-2">
          <Button type="submit" variant="primary" busy={form.busy}>
            {submitLabel}
          </Button>
          {secondary}
          <Kbd keys="Mod+↵" className="ml-1 max-sm:hidden touch:hidden" />
        </div>
      </form>
      <LeaveGuard active={form.dirty && !form.busy} />
    </FormContext>
  );
}

const notYet = { role: 'group', inert: true, 'aria-disabled': true } as const;
const neverChanges = () => () => undefined;
const inBrowser = (): boolean => true;
const onServer = (): boolean => false;

/** After a submit that did not go through, focus the first field with an error, else the summary. */
function useFirstError(element: React.RefObject<HTMLFormElement | null>, attempts: number): void {
  useEffect(() => {
    if (attempts === 0) return;
    const first =
      element.current?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? element.current?.querySelector<HTMLElement>('[data-summary]');
    first?.focus();
  }, [element, attempts]);
}

function DraftNote({ onDiscard }: { onDiscard: () => void }) {
  return (
    <div role="status" className="flex items-center justify-between gap-3 rounded-md bg-info-soft px-3 py-1.5 text-control">
      <span>Your unsaved changes are back.</span>
      <Button size="small" variant="ghost" onClick={onDiscard}>
        Discard
      </Button>
    </div>
  );
}
