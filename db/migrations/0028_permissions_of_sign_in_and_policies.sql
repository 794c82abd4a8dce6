-- By hand: organizations that exist already hold their roles as rows; these are the permissions that came with policies, single sign-on, tokens and security settings.
UPDATE "role" AS r SET "permissions" = r."permissions" || ARRAY(SELECT p FROM unnest(n."permissions") AS p WHERE p <> ALL (r."permissions"))
FROM (VALUES
	('team_lead', true, ARRAY['policies.read']),
	('department_admin', true, ARRAY['policies.read']),
	('auditor', false, ARRAY['sso.read', 'security.read', 'tokens.read', 'clients.read', 'scim.read', 'policies.read'])
) AS n ("name", "built_in", "permissions")
WHERE r."built_in" = n."built_in" AND r."name" = n."name" AND NOT r."permissions" @> n."permissions";
