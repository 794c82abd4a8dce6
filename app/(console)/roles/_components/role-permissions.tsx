import { holds } from '#lib/contracts/permissions.ts';
import { permissionGroups } from './permission-groups.ts';

/** What a role holds, by resource: own in ink, what its parents give marked. */
export function RolePermissions({ own, all }: { own: readonly string[]; all: readonly string[] }) {
  if (all.includes('*')) return <p className="text-control">Everything, also what is added later.</p>;
  const held = permissionGroups
    .map(({ resource, label, permissions }) => ({ resource, label, names: permissions.filter(({ name }) => holds(all, name)) }))
    .filter(({ names }) => names.length > 0);
  if (held.length === 0) return <p className="text-control text-second">Nothing yet.</p>;
  return (
    <dl className="grid gap-2 text-control">
      {held.map(({ resource, label, names }) => (
        <div key={resource} className="grid grid-cols-[8rem_1fr] gap-3">
          <dt className="text-quiet">{label}</dt>
          <dd>
            <ul>
              {names.map(({ name, description }) => (
                <li key={name}>
                  {description}
                  {holds(own, name) ? null : <span className="text-quiet"> · inherited</span>}
                </li>
              ))}
            </ul>
          </dd>
        </div>
      ))}
    </dl>
  );
}
