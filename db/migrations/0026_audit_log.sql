CREATE TABLE "audit_checkpoint" (
	"tenant_id" uuid NOT NULL,
	"epoch" integer NOT NULL,
	"tree_size" bigint NOT NULL,
	"note" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "audit_checkpoint_tenant_id_epoch_tree_size_pk" PRIMARY KEY("tenant_id","epoch","tree_size")
);
--> statement-breakpoint
CREATE TABLE "audit_erasure" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"erased_at" timestamp (3) with time zone,
	CONSTRAINT "audit_erasure_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "audit_leaf" (
	"tenant_id" uuid NOT NULL,
	"epoch" integer NOT NULL,
	"leaf_index" bigint NOT NULL,
	"entry_id" uuid NOT NULL,
	"leaf" "bytea" NOT NULL,
	"leaf_hash" "bytea" NOT NULL,
	"subject_id" uuid,
	CONSTRAINT "audit_leaf_tenant_id_epoch_leaf_index_pk" PRIMARY KEY("tenant_id","epoch","leaf_index"),
	CONSTRAINT "audit_leaf_entry" UNIQUE("tenant_id","entry_id")
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"tenant_id" uuid NOT NULL,
	"epoch" integer NOT NULL,
	"host" text NOT NULL,
	"tree_size" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"last_leaf_hash" "bytea" NOT NULL,
	"public_key" "bytea" NOT NULL,
	"sealed_secrets" "bytea" NOT NULL,
	"master_key_id" text NOT NULL,
	"problem" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sealed_at" timestamp (3) with time zone,
	CONSTRAINT "audit_log_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
CREATE TABLE "audit_pending" (
	"tenant_id" uuid NOT NULL,
	"entry_id" uuid NOT NULL,
	"recorded_xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	CONSTRAINT "audit_pending_tenant_id_entry_id_pk" PRIMARY KEY("tenant_id","entry_id")
);
--> statement-breakpoint
CREATE TABLE "audit_subject" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"sealed_key" "bytea" NOT NULL,
	"epoch" integer NOT NULL,
	"from_index" bigint NOT NULL,
	CONSTRAINT "audit_subject_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "audit_tile" (
	"tenant_id" uuid NOT NULL,
	"epoch" integer NOT NULL,
	"level" integer NOT NULL,
	"tile_index" bigint NOT NULL,
	"hashes" "bytea" NOT NULL,
	CONSTRAINT "audit_tile_tenant_id_epoch_level_tile_index_pk" PRIMARY KEY("tenant_id","epoch","level","tile_index")
);
--> statement-breakpoint
ALTER TABLE "audit_checkpoint" ADD CONSTRAINT "audit_checkpoint_tenant_id_audit_log_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."audit_log"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_erasure" ADD CONSTRAINT "audit_erasure_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_leaf" ADD CONSTRAINT "audit_leaf_tenant_id_audit_log_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."audit_log"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_subject" ADD CONSTRAINT "audit_subject_tenant_id_audit_log_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."audit_log"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_tile" ADD CONSTRAINT "audit_tile_tenant_id_audit_log_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."audit_log"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_erasure_subject" ON "audit_erasure" USING btree ("tenant_id","subject_id");--> statement-breakpoint
CREATE INDEX "audit_leaf_subject" ON "audit_leaf" USING btree ("tenant_id","subject_id") WHERE subject_id is not null;--> statement-breakpoint
CREATE INDEX "audit_pending_order" ON "audit_pending" USING btree ("tenant_id","recorded_xid","entry_id");
--> statement-breakpoint
CREATE INDEX "audit_entry_listed" ON "audit_entry" USING btree ("tenant_id","id") WHERE action <> 'usage.batch';
--> statement-breakpoint
CREATE TABLE "audit_target" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"url" text,
	"settings" jsonb NOT NULL,
	"credential" "bytea",
	"encryption_key_id" uuid,
	"credential_hint" text,
	"status" text DEFAULT 'active' NOT NULL,
	"cursor_epoch" integer DEFAULT 1 NOT NULL,
	"cursor_index" bigint NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_error" text,
	"failing_since_at" timestamp (3) with time zone,
	"delivered_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "audit_target_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "audit_target" ADD CONSTRAINT "audit_target_tenant_id_tenant_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_target" ADD CONSTRAINT "audit_target_tenant_id_encryption_key_id_encryption_key_tenant_id_id_fk" FOREIGN KEY ("tenant_id","encryption_key_id") REFERENCES "public"."encryption_key"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "audit_target_name" ON "audit_target" USING btree ("tenant_id","name");--> statement-breakpoint
CREATE INDEX "audit_target_due" ON "audit_target" USING btree ("tenant_id","next_attempt_at");
