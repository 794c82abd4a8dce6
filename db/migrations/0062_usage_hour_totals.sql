-- Written by hand: each hour of the days that are closed already in all, from its sums by department and team.
INSERT INTO "usage_day_part" ("tenant_id", "part", "day_at", "department_dim", "team_dim", "provider_dim", "model_dim", "user_dim", "key_dim", "project_dim",
  "requests", "succeeded", "failed", "refused", "cancelled", "interrupted",
  "input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_nano_usd")
SELECT "tenant_id", 'hour_total', "day_at", -1, -1, -1, -1, -1, -1, -1,
  sum("requests"), sum("succeeded"), sum("failed"), sum("refused"), sum("cancelled"), sum("interrupted"),
  sum("input_tokens"), sum("cache_read_tokens"), sum("cache_write_tokens"), sum("output_tokens"), sum("reasoning_tokens"), sum("cost_nano_usd")
FROM "usage_day_part" WHERE "part" = 'hour' GROUP BY "tenant_id", "day_at";
