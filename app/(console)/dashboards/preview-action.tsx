'use server';
import type { ReactNode } from 'react';
import type { WidgetRange } from '#lib/contracts/widget-names.ts';
import { previewWidgets } from '#lib/dashboards/index.ts';
import { submit } from '#lib/http/page-invocation.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { WidgetView } from './_components/widget-view.tsx';
import type { WidgetData } from './_components/widget-words.ts';

/** What a widget would show if it were saved as it is, or why it cannot be. `range` is that of the dashboard. */
export async function previewWidgetAction(widget: WidgetData, range: WidgetRange): Promise<ReactNode> {
  const [{ reader, now }, { data, problem }] = await Promise.all([loadReader(), submit(previewWidgets, { widgets: [widget], range })]);
  if (data === undefined)
    return <p className="grid h-full place-items-center p-4 text-center text-control text-second">{problem.detail}</p>;
  return <WidgetView widget={widget} answer={data.widgets[0]} reader={reader} now={now} />;
}
