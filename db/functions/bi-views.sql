-- What tools of a tenant read by SQL, with the rights of who asks: the role bi sees the tenant of its token and no people and keys.

-- Sums by hour (UTC), the running one included; every call is in exactly one row.
CREATE OR REPLACE VIEW public.bi_usage_hour WITH (security_invoker = true, security_barrier = true) AS
SELECT s.hour_at,
  department.id AS department_id, department.name AS department, team.id AS team_id, team.name AS team, project.id AS project_id, project.name AS project, environment.id AS environment_id, environment.name AS environment, connection.id AS connection_id, connection.name AS connection,
  provider_of.value AS provider, model_of.value AS model,
  sum(s.requests)::bigint AS requests, sum(s.succeeded)::bigint AS succeeded, sum(s.failed)::bigint AS failed, sum(s.refused)::bigint AS refused, sum(s.cancelled)::bigint AS cancelled, sum(s.interrupted)::bigint AS interrupted, sum(s.input_tokens)::bigint AS input_tokens, sum(s.cache_read_tokens)::bigint AS cache_read_tokens, sum(s.cache_write_tokens)::bigint AS cache_write_tokens, sum(s.output_tokens)::bigint AS output_tokens, sum(s.reasoning_tokens)::bigint AS reasoning_tokens,
  (sum(s.cost_nano_usd) * 0.000000001)::numeric(20, 9) AS cost_usd
FROM public.usage_hour AS s
LEFT JOIN public.usage_dimension AS department_of ON department_of.tenant_id = s.tenant_id AND department_of.id = s.department_dim
LEFT JOIN public.department AS department ON department.tenant_id = s.tenant_id AND department.id = CASE WHEN department_of.kind = 'department' THEN department_of.value::uuid END
LEFT JOIN public.usage_dimension AS team_of ON team_of.tenant_id = s.tenant_id AND team_of.id = s.team_dim
LEFT JOIN public.team AS team ON team.tenant_id = s.tenant_id AND team.id = CASE WHEN team_of.kind = 'team' THEN team_of.value::uuid END
LEFT JOIN public.usage_dimension AS project_of ON project_of.tenant_id = s.tenant_id AND project_of.id = s.project_dim
LEFT JOIN public.project AS project ON project.tenant_id = s.tenant_id AND project.id = CASE WHEN project_of.kind = 'project' THEN project_of.value::uuid END
LEFT JOIN public.usage_dimension AS environment_of ON environment_of.tenant_id = s.tenant_id AND environment_of.id = s.environment_dim
LEFT JOIN public.environment AS environment ON environment.tenant_id = s.tenant_id AND environment.id = CASE WHEN environment_of.kind = 'environment' THEN environment_of.value::uuid END
LEFT JOIN public.usage_dimension AS connection_of ON connection_of.tenant_id = s.tenant_id AND connection_of.id = s.connection_dim
LEFT JOIN public.connection AS connection ON connection.tenant_id = s.tenant_id AND connection.id = CASE WHEN connection_of.kind = 'connection' THEN connection_of.value::uuid END
LEFT JOIN public.usage_dimension AS provider_of ON provider_of.tenant_id = s.tenant_id AND provider_of.id = s.provider_dim
LEFT JOIN public.usage_dimension AS model_of ON model_of.tenant_id = s.tenant_id AND model_of.id = s.model_dim
GROUP BY s.hour_at, department.id, department.name, team.id, team.name, project.id, project.name, environment.id, environment.name, connection.id, connection.name, provider_of.value, model_of.value;

-- Sums of days that are over and closed, in the organization's time zone; day_at is where the day begins. Days that are missing here are in the hours.
CREATE OR REPLACE VIEW public.bi_usage_day WITH (security_invoker = true, security_barrier = true) AS
SELECT s.day_at,
  department.id AS department_id, department.name AS department, team.id AS team_id, team.name AS team, project.id AS project_id, project.name AS project, environment.id AS environment_id, environment.name AS environment, connection.id AS connection_id, connection.name AS connection,
  provider_of.value AS provider, model_of.value AS model,
  sum(s.requests)::bigint AS requests, sum(s.succeeded)::bigint AS succeeded, sum(s.failed)::bigint AS failed, sum(s.refused)::bigint AS refused, sum(s.cancelled)::bigint AS cancelled, sum(s.interrupted)::bigint AS interrupted, sum(s.input_tokens)::bigint AS input_tokens, sum(s.cache_read_tokens)::bigint AS cache_read_tokens, sum(s.cache_write_tokens)::bigint AS cache_write_tokens, sum(s.output_tokens)::bigint AS output_tokens, sum(s.reasoning_tokens)::bigint AS reasoning_tokens,
  (sum(s.cost_nano_usd) * 0.000000001)::numeric(20, 9) AS cost_usd
FROM public.usage_day AS s
LEFT JOIN public.usage_dimension AS department_of ON department_of.tenant_id = s.tenant_id AND department_of.id = s.department_dim
LEFT JOIN public.department AS department ON department.tenant_id = s.tenant_id AND department.id = CASE WHEN department_of.kind = 'department' THEN department_of.value::uuid END
LEFT JOIN public.usage_dimension AS team_of ON team_of.tenant_id = s.tenant_id AND team_of.id = s.team_dim
LEFT JOIN public.team AS team ON team.tenant_id = s.tenant_id AND team.id = CASE WHEN team_of.kind = 'team' THEN team_of.value::uuid END
LEFT JOIN public.usage_dimension AS project_of ON project_of.tenant_id = s.tenant_id AND project_of.id = s.project_dim
LEFT JOIN public.project AS project ON project.tenant_id = s.tenant_id AND project.id = CASE WHEN project_of.kind = 'project' THEN project_of.value::uuid END
LEFT JOIN public.usage_dimension AS environment_of ON environment_of.tenant_id = s.tenant_id AND environment_of.id = s.environment_dim
LEFT JOIN public.environment AS environment ON environment.tenant_id = s.tenant_id AND environment.id = CASE WHEN environment_of.kind = 'environment' THEN environment_of.value::uuid END
LEFT JOIN public.usage_dimension AS connection_of ON connection_of.tenant_id = s.tenant_id AND connection_of.id = s.connection_dim
LEFT JOIN public.connection AS connection ON connection.tenant_id = s.tenant_id AND connection.id = CASE WHEN connection_of.kind = 'connection' THEN connection_of.value::uuid END
LEFT JOIN public.usage_dimension AS provider_of ON provider_of.tenant_id = s.tenant_id AND provider_of.id = s.provider_dim
LEFT JOIN public.usage_dimension AS model_of ON model_of.tenant_id = s.tenant_id AND model_of.id = s.model_dim
WHERE EXISTS (SELECT FROM public.usage_closed_day AS c WHERE c.tenant_id = s.tenant_id AND c.day_at = s.day_at
  AND date_trunc('day', c.next_day_at AT TIME ZONE c.time_zone) = c.next_day_at AT TIME ZONE c.time_zone)
GROUP BY s.day_at, department.id, department.name, team.id, team.name, project.id, project.name, environment.id, environment.name, connection.id, connection.name, provider_of.value, model_of.value;
