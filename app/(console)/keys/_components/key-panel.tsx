import type { ReactNode } from 'react';
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
import { loadKeyChoices } from './key-choices.ts';
import { type KeyRow, KeyStatus } from './key-columns.tsx';
import { tagTexts } from './key-form-values.ts';
import { disabledWords, endpointsInWords, kindWords } from './key-words.ts';

export interface KeyPanelProps {
  id: string;
  reader: Reader;
  now: string;
}

type Time = (at: string | null, none: string) => ReactNode;

const workOf = (key: KeyRow): readonly Fact[] =>
  key.project_name === null ? [] : [{ label: 'Project', value: key.project_name, source: key.environment_name ?? undefined }];

/** What it is limited to beside its models; what it is not limited to is left out. */
function scopesOf(key: KeyRow): readonly Fact[] {
  const { allowed_providers: providers, allowed_endpoints: endpoints, allowed_addresses: addresses } = key;
  const tags = tagTexts(key.tags);
  return [
    ...(providers === null ? [] : [{ label: 'Providers', value: providers.join(', ') }]),
    ...(endpoints === null ? [] : [{ label: 'Endpoints', value: endpointsInWords(endpoints) }]),
    ...(addresses === null ? [] : [{ label: 'From', value: <span className="font-mono text-caption">{addresses.join(', ')}</span> }]),
    ...(tags.length === 0 ? [] : [{ label: 'Tags', value: tags.join(', ') }]),
  ];
}

function rotationOf(key: KeyRow, time: Time): readonly Fact[] {
  if (key.rotation_due_at === null) return [];
  const stops =
    key.rotation_ends_at === null
      ? []
      : [{ label: 'Stops', value: time(key.rotation_ends_at, '–'), source: 'Unless it is rotated before' }];
  return [{ label: 'To be rotated', value: time(key.rotation_due_at, 'Never') }, ...stops];
}

const disabledOf = (key: KeyRow, time: Time): readonly Fact[] =>
  key.disabled_at === null
    ? []
    : [
        {
          label: 'Stopped',
          value: time(key.disabled_at, '–'),
          source: [key.disabled_for === null ? '' : disabledWords[key.disabled_for], key.disabled_by_name ?? ''].filter(Boolean).join(', '),
        },
      ];

function factsOf(key: KeyRow, { reader, now }: KeyPanelProps): readonly Fact[] {
  const time = (at: string | null, none: string) => (at === null ? none : <TimeText at={at} reader={reader} now={now} />);
  return [
    { label: 'Key', value: <span className="font-mono text-caption">{key.display}</span> },
    { label: 'Id', value: <IdCell id={key.id} /> },
    { label: 'Owner', value: key.user_name ?? key.team_name ?? key.department_name ?? 'Organization' },
    { label: 'Kind', value: kindWords[key.kind] },
    {
      label: 'Charged to',
      value: key.team_name ?? key.department_name ?? 'Organization',
      source: key.team_name === null ? undefined : (key.department_name ?? undefined),
    },
    ...workOf(key),
    { label: 'Models', value: key.allowed_models?.join(', ') ?? 'Every model of the organization' },
    ...scopesOf(key),
    ...rotationOf(key, time),
    ...disabledOf(key, time),
    { label: 'Last used', value: time(key.last_used_at, 'Never') },
    { label: 'Expires', value: time(key.expires_at, 'Never') },
    { label: 'Created', value: time(key.created_at, '–'), source: key.created_by_name ?? undefined },
  ];
}

/** One key beside the list. */
export async function KeyPanel(props: KeyPanelProps) {
  const [{ data: key, problem }, choices] = await Promise.all([perform(getKey, { key_id: props.id }), loadKeyChoices()]);
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
    <SidePanel title={key.name} badge={<KeyStatus status={key.status} />} actions={<KeyActions keyRow={key} choices={choices} />}>
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
