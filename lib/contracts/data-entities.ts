// Without schemas, so that pages have these words without the library behind them.

/** What sensitive data is about; levels of classification and actions name these. */
export const dataCategories = ['pii', 'phi', 'financial', 'secrets'] as const;
export type DataCategory = (typeof dataCategories)[number];

/** Kinds of data that are recognised, by category; `lib/recognizers` says how each is. `person` and `location` need a Presidio analyzer. */
export const entitiesByCategory = {
  pii: [
    ...(['email', 'phone', 'ip_address', 'mac_address', 'date_of_birth', 'passport', 'person', 'location', 'denied_term'] as const),
    ...(['us_ssn', 'us_itin', 'ca_sin', 'uk_nino', 'au_tfn', 'in_aadhaar', 'in_pan', 'pl_pesel', 'br_cpf', 'es_nif'] as const),
    ...(['it_fiscal_code', 'fr_nir', 'de_tax_id', 'nl_bsn', 'be_national_number', 'se_personal_number', 'no_birth_number'] as const),
    ...(['fi_personal_code', 'dk_cpr', 'pt_nif', 'ch_ahv', 'kr_rrn', 'jp_my_number', 'cn_resident_id', 'sg_nric', 'za_id'] as const),
    ...(['mx_curp', 'tr_tckn', 'ro_cnp', 'hk_hkid'] as const),
  ],
  phi: ['uk_nhs', 'au_medicare', 'us_npi', 'us_dea', 'us_mbi', 'medical_record', 'icd10_code'],
  financial: ['credit_card', 'iban', 'us_routing_number', 'swift_bic', 'bank_account', 'crypto_address', 'au_abn', 'br_cnpj'],
  secrets: [
    ...(['private_key', 'jwt', 'url_credentials', 'password', 'tollgate_key', 'aws_access_key', 'aws_secret_key'] as const),
    ...(['gcp_api_key', 'gcp_oauth_token', 'azure_storage_key', 'azure_client_secret', 'openai_key', 'anthropic_key'] as const),
    ...(['github_token', 'gitlab_token', 'slack_token', 'slack_webhook', 'stripe_key', 'sendgrid_key', 'twilio_key'] as const),
    ...(['npm_token', 'pypi_token', 'huggingface_token', 'databricks_token', 'digitalocean_token', 'shopify_token'] as const),
    ...(['telegram_bot_token', 'vault_token', 'docker_token', 'atlassian_token', 'linear_key', 'notion_token', 'postman_key'] as const),
    ...(['groq_key', 'xai_key', 'openrouter_key', 'perplexity_key'] as const),
  ],
} as const satisfies Record<DataCategory, readonly string[]>;

export type DataEntity = (typeof entitiesByCategory)[DataCategory][number];

/** Every kind, in the order of its categories. */
export const dataEntities: readonly DataEntity[] = dataCategories.flatMap(
  (category): readonly DataEntity[] => entitiesByCategory[category],
);
