'use client';
import { useRouter } from 'next/navigation';
import { type ReactNode, useRef, useState } from 'react';
import { announce } from '#components/ui/announce.ts';
import { Button } from '#components/ui/button.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import type { SelectOption } from '#components/ui/select.tsx';
import { toast } from '#components/ui/toast.ts';
import type { WidgetRange } from '#lib/contracts/widget-names.ts';
import { type Box, fitBox, freePlace, placeBox } from '#lib/core/grid-layout.ts';
import { updateDashboardAction } from '../actions.ts';
import { AddWidget } from './add-widget.tsx';
import { BoardGrid } from './board-grid.tsx';
import { EditableWidget } from './editable-widget.tsx';
import { useBoxDrag } from './use-box-drag.ts';
import { askedBy, useWidgetPreviews } from './use-widget-previews.ts';
import { WidgetForm } from './widget-form.tsx';
import type { WidgetData } from './widget-words.ts';

export interface BoardEditorProps {
  id: string;
  version: number;
  /** That of the dashboard, which widgets without one of their own have. */
  range: WidgetRange;
  widgets: readonly WidgetData[];
  /** What widgets show as they were saved, by their id. */
  panels: Readonly<Record<string, ReactNode>>;
  scopes: readonly SelectOption[];
  budgets: readonly SelectOption[];
}

/** Where a widget lies, as it is said aloud. */
const placeWords = ({ x, y, w, h }: Box): string => `column ${x + 1}, row ${y + 1}, ${w} wide, ${h} high`;

/** The next free id. */
function newId(widgets: readonly WidgetData[]): string {
  for (let number = widgets.length + 1; ; number += 1) if (!widgets.some(({ id }) => id === `w${number}`)) return `w${number}`;
}

/** The widgets of a dashboard to move, resize, change, add and remove; nothing is kept before it is saved. */
export function BoardEditor({ id, version, range, widgets: saved, panels, scopes, budgets }: BoardEditorProps) {
  const router = useRouter();
  const grid = useRef<HTMLDivElement>(null);
  const [widgets, setWidgets] = useState(saved);
  const [chosen, setChosen] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const isChanged = widgets !== saved;
  const asSaved = new Map(saved.map((widget) => [widget.id, askedBy(widget)]));
  const previewOf = useWidgetPreviews(widgets, saved, range);

  const place = (widget: WidgetData, to: Box): void => {
    const box = fitBox(to);
    setWidgets((before) => placeBox(before, widget.id, box));
    announce(`${widget.title}: ${placeWords(box)}`);
  };
  const drag = useBoxDrag(grid, place);
  const add = (make: (at: Box & { readonly id: string }) => WidgetData, size: Pick<Box, 'w' | 'h'>): void => {
    const widget = make({ id: newId(widgets), ...freePlace(widgets, size) });
    setWidgets([...widgets, widget]);
    setChosen(widget.id);
    announce(`${widget.title} added: ${placeWords(widget)}`);
  };
  const change = (widget: WidgetData): void => setWidgets(widgets.map((other) => (other.id === widget.id ? widget : other)));
  const remove = (widget: WidgetData): void => {
    setWidgets(widgets.filter(({ id: other }) => other !== widget.id));
    setChosen(null);
    announce(`${widget.title} removed`);
  };
  const save = async (): Promise<void> => {
    setBusy(true);
    const { problem } = await updateDashboardAction({ dashboard_id: id, widgets }, { ifMatch: version });
    setBusy(false);
    if (problem === undefined) {
      toast({ tone: 'success', text: 'The dashboard is saved.' });
      return router.refresh();
    }
    const text = problem.status === 412 ? 'Somebody else saved this dashboard first. Reload to see their version.' : problem.detail;
    toast({ tone: 'error', text: `${text} (${problem.request_id})` });
  };

  const open = widgets.find((widget) => widget.id === chosen);
  return (
    <div className="grid gap-4">
      <div className="sticky top-12 z-(--layer-bar) flex flex-wrap items-center gap-2 border-b bg-canvas py-2">
        <AddWidget budgets={budgets} onAdd={add} />
        <span className="flex-1" />
        <span role="status" className="text-control text-second">
          {isChanged ? 'Not saved yet' : ''}
        </span>
        <ButtonLink href={`/dashboards/${id}`}>{isChanged ? 'Discard' : 'Done'}</ButtonLink>
        <Button variant="primary" busy={busy} onClick={() => void save()} {...(isChanged ? {} : { disabledReason: 'Nothing was changed' })}>
          Save layout
        </Button>
      </div>
      {open === undefined ? null : (
        <WidgetForm
          key={open.id}
          widget={open}
          scopes={scopes}
          budgets={budgets}
          onChange={change}
          onPlace={(to) => place(open, to)}
          onRemove={() => remove(open)}
          onClose={() => setChosen(null)}
        />
      )}
      <BoardGrid
        gridRef={grid}
        boxes={widgets}
        draw={(widget) => (
          <EditableWidget
            widget={widget}
            panel={asSaved.get(widget.id) === askedBy(widget) ? panels[widget.id] : previewOf(widget)}
            isChosen={widget.id === chosen}
            onChoose={() => setChosen(widget.id)}
            onPlace={(to) => place(widget, to)}
            drag={drag}
          />
        )}
      />
    </div>
  );
}
