'use client';
import { useEffect, useRef } from 'react';
import { Menu } from '#components/ui/menu.tsx';
import { toast } from '#components/ui/toast.ts';
import type { PlotModel } from './plot-model.ts';

export interface ChartMenuProps {
  title: string;
  plot: PlotModel;
  twin: boolean;
  onTwin: () => void;
}

/** What can be done with the numbers of a chart. */
export function ChartMenu({ title, plot, twin, onTwin }: ChartMenuProps) {
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const element = mark.current;
    element?.addEventListener('swaptwin', onTwin);
    return () => element?.removeEventListener('swaptwin', onTwin);
  }, [onTwin]);
  return (
    <span ref={mark} data-twin className="-mt-1 -mr-1.5">
      <Menu
        label={`Options of ${title}`}
        entries={[
          { label: twin ? 'Show as chart' : 'Show as table', keys: 'T', onSelect: onTwin },
          { label: 'Download CSV', onSelect: () => void exportPlot(title, plot) },
        ]}
      />
    </span>
  );
}

async function exportPlot(title: string, plot: PlotModel): Promise<void> {
  try {
    const [{ plotCsv }, { fileName }, { saveText }] = await Promise.all([
      import('./plot-table.ts'),
      import('./csv.ts'),
      import('./save-text.ts'),
    ]);
    saveText(fileName(title, (plot.starts[0] ?? '').slice(0, 10), plot.end.slice(0, 10)), plotCsv(plot));
  } catch {
    toast({ tone: 'error', text: 'The export could not be prepared. Nothing was changed; check the connection and try again.' });
  }
}
