'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useFormat } from '#components/shell/preferences.tsx';
import { Button } from '#components/ui/button.tsx';
import { Combobox, type ComboboxOption } from '#components/ui/combobox.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { listNodesAction, moveDepartmentAction, moveTeamAction, previewDepartmentAction, previewTeamAction } from '../actions.ts';
import type { PlaceActionsProps } from './place-actions.tsx';
import { moveWords, type Preview } from './preview-words.ts';

const top: ComboboxOption = { value: 'none', label: 'The top of the organization' };

/** Where it goes: a department or team, or the top. A team inside a team leaves its own department and takes that one's. */
function placeFor(
  kind: PlaceActionsProps['kind'],
  target: string,
): { readonly departmentId: string | null; readonly parentId: string | null } {
  if (target === 'none') return { departmentId: null, parentId: null };
  if (kind === 'department') return { departmentId: null, parentId: target };
  return target.startsWith('team_') ? { departmentId: null, parentId: target } : { departmentId: target, parentId: null };
}

/** Chooses a place by name, shows what the move would do, and does it. */
export function MoveDialog({ open, onOpenChange, id, kind, name }: PlaceActionsProps & Surface) {
  const router = useRouter();
  const format = useFormat();
  const [options, setOptions] = useState<readonly ComboboxOption[]>([top]);
  const [target, setTarget] = useState<string>();
  const [preview, setPreview] = useState<Preview>();
  const [message, setMessage] = useState<string>();
  const [busy, setBusy] = useState(false);
  const find = async (text: string): Promise<void> => {
    const { data } = await listNodesAction(text.trim() === '' ? { limit: 50 } : { search: text.trim(), limit: 50 });
    const places = (data?.data ?? []).filter((node) => node.id !== id && (kind === 'team' || node.kind === 'department'));
    const options = places.map((node) => ({
      ...{
        value: node.id,
        label: node.name,
        detail: `${node.kind === 'team' ? 'Team' : 'Department'}${node.within.length > 0 ? ` in ${node.within.join(', ')}` : ''}`,
      },
    }));
    setOptions([top, ...options]);
  };
  const choose = async (value: string | undefined): Promise<void> => {
    setTarget(value);
    setPreview(undefined);
    setMessage(undefined);
    if (value === undefined) return;
    const { departmentId, parentId } = placeFor(kind, value);
    const { data, problem } = await (kind === 'team'
      ? previewTeamAction({ team_id: id, action: 'move', department_id: departmentId ?? 'none', parent_id: parentId ?? 'none' })
      : previewDepartmentAction({ department_id: id, action: 'move', parent_id: parentId ?? 'none' }));
    if (problem !== undefined) setMessage(`${problem.detail} (${problem.request_id})`);
    else setPreview(data);
  };
  const move = async (): Promise<void> => {
    if (target === undefined) return;
    setBusy(true);
    const { departmentId, parentId } = placeFor(kind, target);
    const { problem } = await (kind === 'team' ? moveTeamAction(id, departmentId, parentId) : moveDepartmentAction(id, parentId));
    setBusy(false);
    if (problem !== undefined)
      return setMessage(`${problem.errors?.[0]?.detail ?? problem.detail} Nothing was moved (${problem.request_id}).`);
    onOpenChange(false);
    toast({ tone: 'success', text: `${name} is moved.` });
    router.refresh();
  };
  const why = preview === undefined ? 'Choose where it goes' : preview.blocked.length > 0 ? 'It cannot go there' : undefined;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Move ${name}`}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button variant="primary" busy={busy} disabledReason={why} onClick={() => void move()}>
            Move
          </Button>
        </>
      }
    >
      <Field id="move-target" label={kind === 'team' ? 'Into which department or team' : 'Under which department'}>
        {(control) => (
          <Combobox
            {...control}
            options={options}
            value={target}
            onChange={(value) => void choose(value)}
            onSearch={(text) => void find(text)}
            emptyText="No place of that name"
          />
        )}
      </Field>
      <div aria-live="polite" className="mt-4 flex flex-col gap-2 text-control">
        {preview?.blocked.map((reason) => (
          <p key={reason} className="text-danger-text">
            {reason}
          </p>
        ))}
        {preview === undefined || preview.blocked.length > 0
          ? null
          : moveWords(preview, (nano) => format.moneyLead(nano)).map((line) => <p key={line}>{line}</p>)}
        {message === undefined ? null : <p className="text-danger-text">{message}</p>}
      </div>
    </Dialog>
  );
}
