-- By hand: organizations that exist already hold their built-in roles as rows; these are the permissions that came with projects, cost centers, tool servers, limits, statements and prices.
UPDATE "role" AS r SET "permissions" = r."permissions" || ARRAY(SELECT p FROM unnest(n."permissions") AS p WHERE p <> ALL (r."permissions"))
FROM (VALUES
	('user', ARRAY['projects.read']),
	('power_user', ARRAY['projects.read', 'mcp.read', 'mcp.test']),
	('team_lead', ARRAY['projects.read', 'mcp.read', 'mcp.test', 'ledger.read', 'statements.read', 'projects.write']),
	('department_admin', ARRAY['projects.read', 'mcp.read', 'mcp.test', 'ledger.read', 'statements.read', 'projects.write', 'cost_centers.read', 'prices.read', 'limits.read'])
) AS n ("name", "permissions")
WHERE r."built_in" AND r."name" = n."name" AND NOT r."permissions" @> n."permissions";
