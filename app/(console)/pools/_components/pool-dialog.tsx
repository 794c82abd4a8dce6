'use client';
import { useRouter } from 'next/navigation';
import { z } from 'zod';
import { ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { TextField } from '#components/forms/text-fields.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { assignConnectionAction, lendConnectionAction } from '../actions.ts';
import type { PoolActionsProps, PoolPlaces } from './pool-actions.tsx';

export interface PoolDialogProps extends Surface, Pick<PoolActionsProps, 'pool' | 'places'> {
  act: 'assign' | 'lend';
}

/** A choice of one part; the operation checks it itself. */
const schema = z
  .object({
    connection_id: z.string(),
    part: z.string(),
    team_id: z.string().optional(),
    department_id: z.string().optional(),
    note: z.string().max(300).optional(),
  })
  .superRefine((values, context) => {
    const field = `${values.part}_id`;
    if (values.part !== 'tenant' && Reflect.get(values, field) === undefined)
      context.addIssue({ code: 'custom', path: [field], message: 'Choose one' });
  });

const parts = [
  { value: 'team', label: 'A team' },
  { value: 'department', label: 'A department' },
];

function PartFields({ places, act }: { places: PoolPlaces; act: PoolDialogProps['act'] }) {
  const { part } = useFormState().values;
  const options = act === 'assign' ? [{ value: 'tenant', label: 'The organization: everybody may use it' }, ...parts] : parts;
  return (
    <>
      <SelectField name="part" label={act === 'assign' ? 'Belongs to' : 'Lend to'} options={options} />
      {part === 'team' ? <ComboboxField name="team_id" label="Team" options={places.team} /> : null}
      {part === 'department' ? <ComboboxField name="department_id" label="Department" options={places.department} /> : null}
      {act === 'lend' ? <TextField name="note" label="Note" optional /> : null}
    </>
  );
}

/** Only the part that is chosen is sent. */
function inputOf(values: Record<string, unknown>, act: PoolDialogProps['act']): Record<string, unknown> {
  const { connection_id: id, part, note } = values;
  const place = part === 'team' ? { team_id: values.team_id } : part === 'department' ? { department_id: values.department_id } : {};
  return { connection_id: id, ...place, ...(act === 'lend' && note !== undefined ? { note } : {}) };
}

const about = {
  assign: 'Then only this part and what lies below it reach it, and whom it is lent to. Loans of the former owner end. Acts within 2 s.',
  lend: 'They and what lies below them reach it within 2 s, and you see what they use.',
};

/** Makes a connection somebody's own, or lends it. */
export function PoolDialog({ open, onOpenChange, act, pool, places }: PoolDialogProps) {
  const router = useRouter();
  const title = act === 'assign' ? `Owner of ${pool.name}` : `Lend ${pool.name}`;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} description={about[act]}>
      <Form<object>
        schema={schema}
        fixed={{ connection_id: pool.connection_id }}
        {...(act === 'assign' ? { version: pool.version } : {})}
        initial={{ part: 'team' }}
        submitLabel={act === 'assign' ? 'Set owner' : 'Lend'}
        submit={(values, options) =>
          act === 'assign' ? assignConnectionAction(inputOf(values, act), options) : lendConnectionAction(inputOf(values, act), options)
        }
        onDone={() => {
          onOpenChange(false);
          toast({ tone: 'success', text: act === 'assign' ? `${pool.name} has its owner.` : `${pool.name} is lent.` });
          router.refresh();
        }}
      >
        <PartFields places={places} act={act} />
      </Form>
    </Dialog>
  );
}
