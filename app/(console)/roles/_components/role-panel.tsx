import { SidePanel } from '#components/shell/side-panel.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import { getRole } from '#lib/access/index.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import type { GrantOptions } from './grant-options.ts';
import { GrantRole } from './grant-role.tsx';
import { RoleActions } from './role-actions.tsx';
import { RoleHolders } from './role-holders.tsx';
import { RoleKind } from './role-kind.tsx';
import { RolePermissions } from './role-permissions.tsx';

export interface RolePanelProps {
  id: string;
  reader: Reader;
  now: string;
  may: { readonly write: boolean; readonly assign: boolean };
  options: GrantOptions;
  people: readonly ComboboxOption[];
}

/** One role beside the list: what it holds, where from, and who holds it. */
export async function RolePanel({ id, reader, now, may, options, people }: RolePanelProps) {
  const { data: role, problem } = await perform(getRole, { role_id: id });
  if (problem !== undefined) {
    return (
      <SidePanel title="Role">
        <ErrorState title="The role did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  return (
    <SidePanel
      title={role.title}
      badge={<RoleKind role={role} />}
      actions={
        <>
          {may.assign && role.archived_at === null ? <GrantRole options={options} people={people} fixed={{ role_id: id }} /> : null}
          <RoleActions role={role} mayWrite={may.write} />
        </>
      }
    >
      {role.description === '' ? null : <p className="mb-3 text-control text-second">{role.description}</p>}
      <Facts
        facts={[
          { label: 'Name in rules', value: <span className="font-mono">{role.name}</span> },
          { label: 'Level', value: role.level },
          { label: 'Inherits from', value: role.parent_title ?? 'Nothing' },
          { label: 'Held by', value: role.holder_count === 1 ? '1 person' : `${role.holder_count} people` },
          { label: 'Id', value: <IdCell id={role.id} /> },
        ]}
      />
      <h3 className="mt-6 mb-2 font-semibold text-body">Granted to</h3>
      <RoleHolders roleId={id} reader={reader} now={now} mayAssign={may.assign} />
      <h3 className="mt-6 mb-2 font-semibold text-body">Holds</h3>
      <RolePermissions own={role.own_permissions} all={role.permissions} />
    </SidePanel>
  );
}
