import type { ConnectionTarget, Principal, TenantSnapshot } from '../snapshot/snapshot.ts';

/** Different sets of connections that are remembered for one version of a tenant. */
const viewsMax = 2_000;

const views = new WeakMap<TenantSnapshot, Map<string, TenantSnapshot>>();

interface Known {
  readonly of: TenantSnapshot;
  readonly view: TenantSnapshot;
}

const known = new WeakMap<Principal, Known>();

/** The tenant with some of its connections; the same object for the same ones, because what is worked out for a tenant is kept by it. */
function viewWith(tenant: TenantSnapshot, connections: readonly ConnectionTarget[], whole?: TenantSnapshot): TenantSnapshot {
  if (connections.length === tenant.connections.length) return tenant;
  let ofTenant = views.get(tenant);
  if (ofTenant === undefined) {
    ofTenant = new Map();
    views.set(tenant, ofTenant);
  }
  const name = `${whole === undefined ? 'pool' : 'key'} ${connections.map(({ connectionId }) => connectionId).join()}`;
  const found = ofTenant.get(name);
  if (found !== undefined) return found;
  if (ofTenant.size >= viewsMax) ofTenant.clear();
  const view = { ...tenant, connections, ...(whole === undefined ? {} : { whole }) };
  ofTenant.set(name, view);
  return view;
}

function narrow(principal: Principal, tenant: TenantSnapshot): TenantSnapshot {
  const { pools } = tenant;
  // By a loan, the key reaches what it reaches for its lender.
  const { teamId, departmentId } = principal.loan?.lender ?? principal;
  const reach = pools === null ? null : pools.reachOf(teamId, departmentId);
  const reached =
    reach === null
      ? tenant
      : viewWith(
          tenant,
          tenant.connections.filter(({ connectionId }) => !pools?.owned.has(connectionId) || reach.has(connectionId)),
        );
  const providers = principal.scopes?.providers ?? null;
  if (providers === null) return reached;
  return viewWith(
    reached,
    reached.connections.filter(({ provider }) => providers.has(provider)),
    reached,
  );
}

/**
 * The tenant as a key may see it: without connections that belong to another part of the organization and are not lent to
 * its own, and without those of providers that the key is not for. Nothing on the way of a call can reach what is not there.
 */
export function narrowedTenant(principal: Principal, tenant: TenantSnapshot): TenantSnapshot {
  if (tenant.pools === null && principal.scopes === undefined) return tenant;
  const last = known.get(principal);
  if (last?.of === tenant) return last.view;
  const view = narrow(principal, tenant);
  known.set(principal, { of: tenant, view });
  return view;
}
