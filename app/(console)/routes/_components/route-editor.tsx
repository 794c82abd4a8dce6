'use client';
import { useRouter } from 'next/navigation';
import { useCallback, useId, useMemo, useState } from 'react';
import { LeaveGuard } from '#components/forms/leave-guard.tsx';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { saveDraftAction } from '../actions.ts';
import { type Named, type RouteEditing, RouteEditingContext } from './editor-context.ts';
import { GroupEditor } from './group-editor.tsx';
import { faultsElsewhere, type RouteFault } from './route-faults.ts';
import { type Names, type RouteDraft, type RouteRow, routeChanges } from './route-lines.ts';
import { appendTo, type EditGroup, moveWithin, removeAt, toEdit, toWire, updateAt, wrapAt } from './route-tree.ts';
import { type SimulatedCallers, SimulatePanel } from './simulate-panel.tsx';

export interface RouteEditorProps {
  route: RouteRow;
  models: readonly string[];
  connections: readonly Named[];
  routes: readonly Named[];
  callers: SimulatedCallers;
  mayWrite: boolean;
}

const loadPublish = () => import('./publish-dialog.tsx').then((module) => module.PublishDialog);

/** The draft in the browser, with what the server found wrong in it. */
function useDraft(route: RouteRow) {
  const router = useRouter();
  const stored = route.draft ?? route.definition;
  const [root, setRoot] = useState<EditGroup>(() => toEdit(stored ?? { strategy: 'fallback', members: [] }));
  const [savedText, setSavedText] = useState(() => JSON.stringify(toWire(root)));
  const [version, setVersion] = useState(route.version);
  const [faults, setFaults] = useState<readonly RouteFault[]>([]);
  const [isBusy, setBusy] = useState(false);
  const text = JSON.stringify(toWire(root));
  const take = (saved: RouteRow): void => {
    const next = toEdit(saved.draft ?? saved.definition ?? { strategy: 'fallback', members: [] });
    setRoot(next);
    setSavedText(JSON.stringify(toWire(next)));
    setVersion(saved.version);
    setFaults([]);
    router.refresh();
  };
  const save = async (draft: unknown, done: string): Promise<RouteRow | null> => {
    setBusy(true);
    const { data, problem } = await saveDraftAction(route.id, draft, version);
    setBusy(false);
    if (problem === undefined) {
      take(data);
      toast({ tone: 'success', text: done });
      return data;
    }
    setFaults(problem.errors ?? []);
    const words =
      problem.code === 'precondition_failed' ? 'Somebody else saved this route. Reload the page to see it as it is.' : problem.detail;
    toast({ tone: 'error', text: words, requestId: problem.request_id });
    return null;
  };
  return { root, setRoot, version, faults, isBusy, isDirty: text !== savedText, save, take };
}

/** Builder and simulation side by side; what callers get changes only when a draft is published. */
export function RouteEditor({ route, models, connections, routes, callers, mayWrite }: RouteEditorProps) {
  const { root, setRoot, version, faults, isBusy, isDirty, save, take } = useDraft(route);
  const [ask, dialog] = useConfirm();
  const publish = useOnDemand(loadPublish);
  const modelListId = useId();
  const readOnly = !mayWrite || route.status === 'archived';
  const names: Names = useMemo(() => new Map([...connections, ...routes].map(({ id, name }) => [id, name])), [connections, routes]);
  const change = useCallback((work: (root: EditGroup) => EditGroup) => setRoot(work), [setRoot]);
  const editing = useMemo<RouteEditing>(
    () => ({
      ...{ connections, routes, faults, readOnly, modelListId },
      update: (path, work) => change((old) => updateAt(old, path, work)),
      append: (group, node) => change((old) => appendTo(old, group, node)),
      remove: (path) => change((old) => removeAt(old, path)),
      move: (group, from, to) => change((old) => moveWithin(old, group, from, to)),
      wrap: (path) => change((old) => wrapAt(old, path)),
    }),
    [connections, routes, faults, readOnly, modelListId, change],
  );
  const saveDraft = () => save(toWire(root), 'The draft is saved. Callers get it once it is published.');
  const openPublish = async (): Promise<void> => {
    if (isDirty && (await saveDraft()) === null) return;
    await publish.show();
  };
  const discard = (): void =>
    ask({
      title: 'Discard the draft?',
      consequence: `The editor goes back to version ${route.published_version}, which stays in force.`,
      verb: 'Discard draft',
      onConfirm: () => save(null, 'The draft is discarded.').then(() => {}),
    });
  const canPublish = isDirty || route.draft !== null;
  return (
    <RouteEditingContext value={editing}>
      <datalist id={modelListId}>
        {models.map((model) => (
          <option key={model} value={model} />
        ))}
      </datalist>
      <div className="grid gap-x-8 gap-y-6 px-(--gutter) pt-4 pb-24 lg:grid-cols-[minmax(0,2fr)_minmax(18rem,1fr)]">
        <div className="min-w-0 [&_button]:scroll-mb-16 [&_input]:scroll-mb-16 [&_select]:scroll-mb-16">
          {faultsElsewhere(faults).map((fault) => (
            <p key={fault.pointer} role="alert" className="mb-3 text-control text-danger-text">
              {fault.detail}
            </p>
          ))}
          <GroupEditor node={root} path={[]} />
          {readOnly ? null : (
            <div className="sticky bottom-0 z-(--layer-bar) mt-6 flex flex-wrap gap-2 border-t bg-surface py-3">
              <Button
                variant="primary"
                disabledReason={canPublish ? undefined : 'Nothing was changed since the last version.'}
                onClick={() => void openPublish()}
              >
                Publish…
              </Button>
              <Button busy={isBusy} disabledReason={isDirty ? undefined : 'Everything is saved.'} onClick={() => void saveDraft()}>
                Save draft
              </Button>
              {route.draft !== null && route.definition !== null ? (
                <Button variant="ghost" onClick={discard}>
                  Discard draft…
                </Button>
              ) : null}
            </div>
          )}
        </div>
        <SimulatePanel routeId={route.id} isDirty={isDirty} hasPublished={route.published_version !== null} callers={callers} />
      </div>
      {publish.Component ? (
        <publish.Component
          open={publish.open}
          onOpenChange={publish.onOpenChange}
          routeId={route.id}
          name={route.name}
          version={version}
          next={(route.latest_version ?? 0) + 1}
          changes={routeChanges(route.definition, asDraft(root), names)}
          onDone={take}
        />
      ) : null}
      {dialog}
      <LeaveGuard active={isDirty && !isBusy} />
    </RouteEditingContext>
  );
}

/** The tree as the pages read drafts; whether it is one is the server's to say. */
const asDraft = (root: EditGroup): RouteDraft => toWire(root) as RouteDraft;
