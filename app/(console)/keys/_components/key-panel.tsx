import { SidePanel } from '#components/shell/side-panel.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { type Fact, Facts } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { listBudgets } from '#lib/budgets/index.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getKey } from '#lib/keys/index.ts';
import { BudgetList } from '../../_shell/budget-list.tsx';
import { LimitsOfKey } from '../../rate-limits/_components/effective-limits.tsx';
import { KeyActions } from './key-actions.tsx';
import { type KeyRow, KeyStatus } from './key-columns.tsx';

export interface KeyPanelProps {
  id: string;
  reader: Reader;
  now: string;
}

function factsOf(key: KeyRow, { reader, now }: KeyPanelProps): readonly Fact[] {
  const time = (at: string | null, none: string) => (at === null ? none : <TimeText at={at} reader={reader} now={now} />);
  return [
    { label: 'Key', value: <span className="font-mono text-caption">{key.display}</span> },
    { label: 'Id', value: <IdCell id={key.id} /> },
    { label: 'Owner', value: key.user_name ?? key.team_name ?? 'Organization' },
    { label: 'Charged to', value: key.team_name ?? 'Organization', source: key.department_name ?? undefined },
    { label: 'Models', value: key.allowed_models?.join(', ') ?? 'Every model of the organization' },
    { label: 'Last used', value: time(key.last_used_at, 'Never') },
    { label: 'Expires', value: time(key.expires_at, 'Never') },
    { label: 'Created', value: time(key.created_at, '–'), source: key.created_by_name ?? undefined },
  ];
}

/** One key beside the list. */
export async function KeyPanel(props: KeyPanelProps) {
  const { data: key, problem } = await perform(getKey, { key_id: props.id });
  if (problem !== undefined) {
    return (
      <SidePanel title="Virtual key">
        <ErrorState title="The key did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  return (
    <SidePanel
      title={key.name}
      badge={<KeyStatus status={key.status} />}
      actions={<KeyActions id={key.id} name={key.name} status={key.status} />}
    >
      <Facts facts={factsOf(key, props)} />
      <KeyBudgets keyRow={key} reader={props.reader} now={props.now} />
      <h3 className="mt-6 mb-2 font-semibold text-body">Rate limits</h3>
      <LimitsOfKey keyId={key.id} reader={props.reader} />
    </SidePanel>
  );
}

/** The budgets of the key itself and of the team that pays, as far as the reader sees them: what its calls may still cost. */
async function KeyBudgets({ keyRow, reader, now }: { keyRow: KeyRow; reader: Reader; now: string }) {
  const [own, ofTeam] = await Promise.all([
    perform(listBudgets, { key_id: keyRow.id }),
    keyRow.team_id === null ? undefined : perform(listBudgets, { team_id: keyRow.team_id }),
  ]);
  const budgets = [...(own.data?.data ?? []), ...(ofTeam?.data?.data ?? [])];
  if (budgets.length === 0) return null;
  return (
    <>
      <h3 className="mt-6 mb-2 font-semibold text-body">Budgets</h3>
      <BudgetList label={`Budgets of ${keyRow.name}`} budgets={budgets} reader={reader} now={now} />
    </>
  );
}
