'use client';
import { useRouter } from 'next/navigation';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import { createScheduleAction, updateScheduleAction } from '../actions.ts';
import { LivePreview } from './live-preview.tsx';
import { type KindChoice, type PlaceChoices, RecipientFields, SubjectFields, TimeFields } from './schedule-fields.tsx';

/** Fetched once the page stands. A select gives texts, so the weekday is a number only in what is sent. */
const createSchema = () => import('#lib/contracts/report-schedules.ts').then((contract) => contract.reportScheduleForm);
const updateSchema = () => import('#lib/contracts/report-schedules.ts').then((contract) => contract.reportScheduleEditForm);

/** What empty fields mean to the operation. */
const complete = ({ weekday, ...values }: Record<string, unknown>): Record<string, unknown> => ({
  ...values,
  ...(weekday === undefined ? {} : { weekday: Number(weekday) }),
  ...{ sections: values.sections ?? [], user_ids: values.user_ids ?? [], emails: values.emails ?? [], time_zone: values.time_zone ?? null },
});

export interface ScheduleFormProps {
  kinds: readonly KindChoice[];
  choices: PlaceChoices;
  people: readonly ComboboxOption[];
  mayExternal: boolean;
  nonce: string;
  initial: Readonly<Record<string, unknown>>;
  /** The schedule that is edited: what it reports on stays. */
  edited?: { id: string; version: number; fixed: Readonly<Record<string, unknown>> };
}

/** What is sent, when and to whom, beside the message as it would come now. */
export function ScheduleForm({ kinds, choices, people, mayExternal, nonce, initial, edited }: ScheduleFormProps) {
  const router = useRouter();
  const kind = kinds.find((one) => one.kind === edited?.fixed.kind);
  return (
    <Form<{ id: string; name: string }>
      schema={edited === undefined ? createSchema : updateSchema}
      initial={initial}
      {...(edited === undefined ? { draftKey: 'report_schedule.create' } : { version: edited.version, fixed: { schedule_id: edited.id } })}
      submitLabel={edited === undefined ? 'Create schedule' : 'Save'}
      className="max-w-none"
      submit={(values, options) =>
        edited === undefined ? createScheduleAction(complete(values), options) : updateScheduleAction(complete(values), options)
      }
      onDone={({ id, name }) => {
        toast({
          tone: 'success',
          text: edited === undefined ? `${name} is sent from its next time on.` : 'Saved. The next report is made so.',
        });
        router.push(`/reports/schedules?open=${id}`);
      }}
    >
      <div className="flex gap-8 max-lg:flex-col">
        <div className="flex w-full max-w-110 flex-col gap-4">
          <TextField name="name" label="Name" hint="Stands in the subject." autoFocus />
          {edited === undefined ? (
            <SubjectFields kinds={kinds} choices={choices} />
          ) : (
            <p className="text-control text-second">{kind?.title}</p>
          )}
          <TimeFields />
          <RecipientFields people={people} mayExternal={mayExternal} />
        </div>
        <LivePreview nonce={nonce} fixed={edited?.fixed} />
      </div>
    </Form>
  );
}
