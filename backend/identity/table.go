package identity

import "slices"

// RoleRow is a role as it is told to people, beside what it grants: About is one English sentence.
type RoleRow struct {
	Role  Role
	About string
	// Machine says that API keys and edges hold it, and no person does.
	Machine bool
	// Given says that who administers a tenant can give it to its people.
	Given bool
}

// Roles are all roles of Grants, the mightiest first.
func Roles() []RoleRow {
	return []RoleRow{
		{Role: Owner, Given: true, About: "Everything of the tenant, with its people and API keys."},
		{Role: Engineer, Given: true, About: "Builds and operates sites: places, edges, topology, rules, plans; reads the audit log."},
		{Role: Operator, Given: true, About: "Sees, operates and reports."},
		{Role: Analyst, Given: true, About: "Sees, and runs reports."},
		{Role: Viewer, Given: true, About: "Sees, and changes nothing."},
		{Role: Settler, Given: true, About: "Sees; tariffs, contracts and invoices."},
		{Role: Adapter, Machine: true, About: "A machine that sends readings: an API key with the scope INGEST."},
		{Role: PlatformAdmin, About: "Runs the platform for its tenants, and sees nothing of what they own."},
	}
}

// PermissionRow is a permission as it is told to people: About is what it lets do, in English.
type PermissionRow struct {
	Permission Permission
	About      string
}

// Permissions are all permissions there are, in the order in which they are shown.
func Permissions() []PermissionRow {
	return []PermissionRow{
		{Read, "See sites, values, events and what is kept of them."},
		{Report, "Run and read reports, and take data out as files."},
		{Operate, "Move power for a time: overrides, limits, modes, clearing faults, alarms."},
		{Plan, "Control policies, dispatch plans, price and factor feeds, forecasts."},
		{Configure, "What a site is built of: topology, limits, control points."},
		{Provision, "Edges and their devices: enrolment, configuration, scans, tests."},
		{Places, "The tree of places, sites, assets, grid connections and their import."},
		{Contracts, "Tariffs, energy contracts and what of which asset is promised under them."},
		{Alerting, "Rules that raise alarms, and where notifications go."},
		{ReadAudit, "Who changed what, and the rows of the data model."},
		{Administer, "People, their roles and sessions, and API keys."},
		{Ingest, "Send readings, prices, emission factors and forecasts; held by API keys alone."},
		{Tenants, "Make, suspend and resume tenants."},
	}
}

// GivenRoles are the roles that people of a tenant can be given, the mightiest first.
func GivenRoles() []Role {
	out := []Role{}
	for _, r := range Roles() {
		if r.Given {
			out = append(out, r.Role)
		}
	}
	return out
}

// Granted is what a role grants, in the order of Permissions.
func Granted(r Role) []Permission {
	out, held := []Permission{}, Grants()[r]
	for _, p := range Permissions() {
		if slices.Contains(held, p.Permission) {
			out = append(out, p.Permission)
		}
	}
	return out
}
