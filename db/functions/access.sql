-- Who is asking and what they hold, asked with every request. As functions their plans are kept on the connection, where a statement of the app
-- role is planned anew each time, because it has no prepared ones (db/client.ts); and the tenant's token is verified once, not for each table.

-- Whether anything of the tenant is governed at all; most tenants need not be asked more.
CREATE OR REPLACE FUNCTION public.is_governed(of_tenant uuid) RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.governance_config AS g WHERE g.tenant_id = of_tenant)
    OR EXISTS (SELECT FROM public.place_setting AS p WHERE p.tenant_id = of_tenant AND p.security_level IN ('elevated', 'strict'));
END
$$;

-- What a person of the transaction's tenant holds at a time, in no particular order: by assignments of their own, by the groups they are in
-- (both as `heldRoles` in lib/command/held-roles.ts has them, for questions about many people), and `team_lead` on the teams they lead.
CREATE OR REPLACE FUNCTION public.grants_of(of_tenant uuid, person uuid, at timestamptz)
RETURNS TABLE (role_name text, level integer, permissions text[], scope_kind text, scope_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
  IF of_tenant IS DISTINCT FROM public.current_tenant() THEN
    RETURN;
  END IF;
  RETURN QUERY
    WITH held AS (
      SELECT a.role_id, a.scope_kind, a.scope_id FROM public.role_assignment AS a
      WHERE a.tenant_id = of_tenant AND a.user_id = person AND (a.expires_at IS NULL OR a.expires_at > at)
      UNION ALL
      SELECT g.role_id, g.scope_kind, g.scope_id FROM public.group_member AS m
      JOIN public.group_role AS g ON g.tenant_id = m.tenant_id AND g.group_id = m.group_id
      WHERE m.tenant_id = of_tenant AND m.user_id = person AND (g.expires_at IS NULL OR g.expires_at > at)
      UNION ALL
      SELECT r.id, 'team', m.team_id FROM public.membership AS m JOIN public.role AS r ON r.tenant_id = m.tenant_id AND r.name = 'team_lead'
      WHERE m.tenant_id = of_tenant AND m.user_id = person AND m.team_role = 'lead'
    )
    SELECT r.name, r.level, ARRAY(
        -- As `permissionsOfRole` (lib/command/held-roles.ts) has it: its own and those of its parents, of five roles in all.
        WITH RECURSIVE line AS (
          SELECT r.parent_id, r.permissions, 1 AS depth
          UNION ALL
          SELECT up.parent_id, up.permissions, line.depth + 1 FROM public.role AS up JOIN line ON up.id = line.parent_id
          WHERE up.tenant_id = of_tenant AND line.depth < 5
        ) SELECT DISTINCT unnest(line.permissions) FROM line ORDER BY 1),
      held.scope_kind, held.scope_id
    FROM held JOIN public.role AS r ON r.tenant_id = of_tenant AND r.id = held.role_id;
END
$$;

-- The person behind a session of the transaction's tenant, with the tenant's rules; nothing when the session was revoked or has expired, or the
-- account is not active.
CREATE OR REPLACE FUNCTION public.person_of_session(of_tenant uuid, of_session uuid, at timestamptz)
RETURNS TABLE (
  user_id uuid, email text, name text, has_temporary_password boolean, session_created_at timestamptz, seen_at timestamptz, verified_at timestamptz,
  method text, has_factor boolean, tenant_status text, tenant_kind text, rules jsonb, is_governed boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
  IF of_tenant IS DISTINCT FROM public.current_tenant() THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT u.id, u.email, u.name, u.temporary_password_expires_at IS NOT NULL, s.created_at, s.last_seen_at, s.verified_at, s.method,
      EXISTS (SELECT FROM public.second_factor AS f WHERE f.tenant_id = of_tenant AND f.user_id = u.id AND f.confirmed_at IS NOT NULL),
      t.status, t.kind, CASE WHEN r.tenant_id IS NOT NULL THEN to_jsonb(r) END, public.is_governed(of_tenant)
    FROM public.session AS s
    JOIN public.user_account AS u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
    JOIN public.tenant AS t ON t.tenant_id = s.tenant_id
    LEFT JOIN (SELECT tenant_id, factor_required, factor_roles, extract(epoch FROM factor_due_at) * 1000 AS factor_due_at_ms, idle_minutes,
        absolute_minutes, allowed_networks, allowed_countries, audit_reads FROM public.security_setting) AS r ON r.tenant_id = s.tenant_id
    WHERE s.tenant_id = of_tenant AND s.id = of_session AND s.revoked_at IS NULL AND s.expires_at > at AND u.status = 'active';
END
$$;
