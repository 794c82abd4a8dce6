import { SidePanel } from '#components/shell/side-panel.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { type Fact, Facts } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { getConnection, listProviders } from '#lib/connections/index.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getConnectionHealth } from '#lib/routes/index.ts';
import { ConnectionActions } from './connection-actions.tsx';
import { type ConnectionRow, ConnectionStatus } from './connection-columns.tsx';
import { HealthSection } from './health-section.tsx';
import { LiveState } from './health-words.tsx';
import { LastTest } from './last-test.tsx';
import type { ProviderRow } from './provider-fields.tsx';
import { RegionField } from './region-field.tsx';
import { regionName } from './region-options.ts';

export interface ConnectionPanelProps {
  id: string;
  reader: Reader;
  now: string;
  may: { readonly write: boolean; readonly test: boolean };
}

function factsOf(connection: ConnectionRow, provider: ProviderRow | undefined, { reader, now }: ConnectionPanelProps): readonly Fact[] {
  const settings = (provider?.settings ?? []).flatMap(({ name, label }): Fact[] => {
    const value = connection.settings[name];
    return value === undefined ? [] : [{ label, value }];
  });
  const names = Object.entries(connection.model_names).map(([model, there]) => `${model} = ${there}`);
  const time = (at: string | null) => (at === null ? 'Never' : <TimeText at={at} reader={reader} now={now} />);
  return [
    { label: 'Provider', value: connection.provider_label },
    { label: 'Address', value: connection.base_url ?? 'The provider’s own' },
    ...settings,
    { label: 'Data residency', value: regionName(connection.region) },
    { label: 'Credential', value: connection.last_four === null ? 'None needed' : `…${connection.last_four}` },
    { label: 'Set', value: time(connection.rotated_at) },
    { label: 'Models', value: connection.models.join(', ') || 'Whatever the provider offers' },
    ...(names.length === 0 ? [] : [{ label: 'Deployments', value: names.join(', ') }]),
    { label: 'Id', value: <IdCell id={connection.id} /> },
  ];
}

const heading = 'mt-6 mb-2 font-semibold text-body';

/** One connection beside the list: how it answers, its test, what it is set to. */
export async function ConnectionPanel(props: ConnectionPanelProps) {
  const [{ data: connection, problem }, health, providers] = await Promise.all([
    perform(getConnection, { connection_id: props.id }),
    perform(getConnectionHealth, { connection_id: props.id }),
    perform(listProviders, {}),
  ]);
  if (problem !== undefined) {
    return (
      <SidePanel title="Connection">
        <ErrorState title="The connection did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  const { name, status } = connection;
  const provider = providers.data?.data.find((known) => known.name === connection.provider);
  return (
    <SidePanel
      title={name}
      badge={status === 'active' ? <LiveState health={health.data} /> : <ConnectionStatus status={status} />}
      actions={<ConnectionActions connection={connection} provider={provider} may={props.may} />}
    >
      {health.data === undefined ? (
        <ErrorState title="How it answers did not load" requestId={health.problem.request_id}>
          {health.problem.detail}
        </ErrorState>
      ) : (
        <HealthSection health={health.data} reader={props.reader} now={props.now} />
      )}
      <h3 className={heading}>Last test</h3>
      <LastTest connection={connection} reader={props.reader} now={props.now} />
      <h3 className={heading}>Settings</h3>
      <Facts facts={factsOf(connection, provider, props)} />
      {props.may.write && status !== 'archived' ? (
        <div className="mt-6">
          <RegionField
            key={connection.version}
            connectionId={connection.id}
            name={name}
            region={connection.region}
            version={connection.version}
          />
        </div>
      ) : null}
    </SidePanel>
  );
}
