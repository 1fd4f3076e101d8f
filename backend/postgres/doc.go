// Package postgres is the only place that speaks SQL. It satisfies the ports of the domain
// packages and holds the migrations with forced row-level security.
//
//	err := postgres.Migrate(ctx, cfg)       // as the owner of the schema
//	db, err := postgres.Open(ctx, cfg)      // as ohm_app, ohm_ingest and ohm_auth
//	err = db.InTenant(ctx, scope, func(tx *postgres.Tx) error { … })
//
// InTenant is the only way to a tenant's rows: it names the tenant and the sites in settings of the
// transaction, and a policy on every table shows rows of those and no others. Three things happen
// outside of it, each as a role that can do nothing else: credentials are looked up through
// functions (ohm_auth), samples are stored and rolled up (ohm_ingest, because COPY is refused on
// tables with row-level security; the tenant then comes from an authenticated edge or principal),
// and the owner migrates and makes tenants. A test asks the catalog whether all of this is so.
//
// Storing: a batch is copied; only when the copy meets stored rows is the batch merged, and what it
// repeats told from what it contradicts. The same transaction moves the edge's cursor and marks the
// quarter hours that the batch touches. Roll, called by telemetry.Rolling some seconds later, takes
// marks and forms their rollups anew from the samples, so late data needs no path of its own, and a
// crash between the two loses nothing: a mark goes in the transaction that stores its rollup. Rolled
// quarter hours mark their hour and their local day, which Roll forms next in the same way.
//
// Who may do what is said by identity.Grants alone: Migrate writes the tables of roles and permissions from it
// at every start (ADR 42), so a new permission needs no migration.
//
// It refuses to hold rules: what may be stored, when a bucket is null and what an alarm is stand in
// the domain packages, or, where only SQL can do it, in functions with comments in the migrations.
package postgres
