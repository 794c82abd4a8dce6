'use client';
import { useRouter } from 'next/navigation';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { archiveRouteAction, updateRouteAction } from '../actions.ts';
import type { RouteRow } from './route-lines.ts';

const schema = () => import('#lib/contracts/routes.ts').then((contract) => contract.routeUpdate.input);

/** Name and description, and the way out of service. */
export function RouteSettings({ route }: { route: RouteRow }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const archive = (): void =>
    ask({
      title: `Archive ${route.name}?`,
      consequence: 'Calls to it are refused within 2 s. Its versions are kept; its name is free for another route.',
      verb: 'Archive route',
      onConfirm: () => carryOut(archiveRouteAction(route.id), `${route.name} is archived.`).then(() => router.push('/routes')),
    });
  return (
    <>
      <Form<RouteRow>
        schema={schema}
        fixed={{ route_id: route.id }}
        initial={{ name: route.name, description: route.description }}
        version={route.version}
        submitLabel="Save"
        submit={(values, options) => updateRouteAction({ ...values, description: values.description ?? '' }, options)}
        onDone={(saved) => {
          toast({ tone: 'success', text: `${saved.name} is saved.` });
          router.refresh();
        }}
      >
        <TextField name="name" label="Name" mono hint="Apps must write the new name within 2 s of your saving it." />
        <TextareaField name="description" label="Description" optional />
      </Form>
      <div className="mt-10 border-t pt-4">
        <Button onClick={archive}>Archive route…</Button>
      </div>
      {dialog}
    </>
  );
}
