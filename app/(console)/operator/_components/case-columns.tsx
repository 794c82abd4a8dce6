import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import type { supportCaseList } from '#lib/contracts/support.ts';

type CaseRow = z.input<typeof supportCaseList.output>['data'][number];

const tones = { asked: 'info', granted: 'success', refused: 'danger', ended: 'neutral' } as const;
const words = { asked: 'Waits for them', granted: 'Granted', refused: 'Refused', ended: 'Ended' } as const;

/** A form that posts: a link would be followed by whatever looks at it. The browser becomes that of the support account. */
function Enter({ id, name }: { id: string; name: string }) {
  return (
    <form method="post" action={`/api/support/${id}/enter`}>
      <Button type="submit" size="small" aria-label={`Look into ${name}`}>
        Look in
      </Button>
    </form>
  );
}

/** `me`: only who asked goes in. */
export const caseColumns = (me: string): readonly Column<CaseRow>[] => [
  { id: 'tenant', header: 'Organization', value: (row) => row.tenant_name, narrow: true },
  { id: 'state', header: 'State', cell: (row) => <StatusBadge tone={tones[row.state]}>{words[row.state]}</StatusBadge>, narrow: true },
  { id: 'reason', header: 'Reason', value: (row) => row.reason },
  { id: 'operator', header: 'Asked by', value: (row) => row.operator_name || row.operator_email },
  { id: 'created', header: 'Asked', value: (row) => row.created_at, format: 'time' },
  { id: 'ends', header: 'Ends', value: (row) => row.ends_at, format: 'time' },
  {
    id: 'enter',
    header: 'Access',
    narrow: true,
    cell: (row) => (row.state === 'granted' && row.operator_email === me ? <Enter id={row.id} name={row.tenant_name} /> : null),
    align: 'end',
  },
];
