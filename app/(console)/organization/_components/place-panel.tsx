import { SidePanel } from '#components/shell/side-panel.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import { settingFields } from '#lib/contracts/place-settings.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getDepartmentSettings, getTeamSettings } from '#lib/place-settings/index.ts';
import { PlaceActions } from './place-actions.tsx';
import { settingLabels, settingSource, settingWords } from './setting-words.ts';

export interface PlacePanelProps {
  /** `dep_…` or `team_…`. */
  id: string;
  reader: Reader;
  mayWrite: boolean;
  /** May see how places are governed. */
  mayGovern: boolean;
}

/** One department or team beside the tree: its settings with what it inherits, and what can be done with it. */
export async function PlacePanel({ id, reader, mayWrite, mayGovern }: PlacePanelProps) {
  const isTeam = id.startsWith('team_');
  const { data: settings, problem } = await (isTeam
    ? perform(getTeamSettings, { team_id: id })
    : perform(getDepartmentSettings, { department_id: id }));
  if (problem !== undefined) {
    return (
      <SidePanel title={isTeam ? 'Team' : 'Department'}>
        <ErrorState title="The place did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  const format = createFormat(reader);
  const facts = settingFields.map((field) => ({
    label: settingLabels[field],
    value: settingWords(settings, field, (nano) => format.moneyLead(nano)) ?? <span className="text-quiet">Not set</span>,
    source: settingSource(settings, field),
  }));
  const lies = settings.path.slice(1).map(({ name }) => name);
  return (
    <SidePanel
      title={settings.name}
      {...(isTeam ? { href: `/teams/${id}` } : {})}
      actions={
        <>
          {mayWrite ? (
            <ButtonLink size="small" href={`/organization/settings/${id}`}>
              Edit settings
            </ButtonLink>
          ) : null}
          {mayGovern ? (
            <ButtonLink size="small" href={`/organization/governance/${id}`}>
              Governance
            </ButtonLink>
          ) : null}
          {mayWrite ? <PlaceActions id={id} kind={isTeam ? 'team' : 'department'} name={settings.name} /> : null}
        </>
      }
    >
      <Facts facts={[{ label: 'In', value: lies.join(' ← ') }, ...facts, { label: 'Id', value: <IdCell id={id} /> }]} />
    </SidePanel>
  );
}
