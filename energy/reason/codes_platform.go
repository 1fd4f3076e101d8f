package reason

// Codes of tenants as those see them who run the platform.
const (
	TenantSuspended Code = "TENANT_SUSPENDED"
	OwnTenant       Code = "OWN_TENANT"
)

func platformCodes() []Entry {
	return []Entry{
		{TenantSuspended, Refusal, 403, nil, "the access of this tenant is suspended; what it owns is kept; ask whoever runs the platform", "der Zugang dieses Mandanten ist ausgesetzt; was ihm gehört, bleibt erhalten; fragen Sie, wer die Plattform betreibt"},
		{OwnTenant, Refusal, 409, nil, "the tenant of those who run the platform is not suspended", "der Mandant derer, die die Plattform betreiben, wird nicht ausgesetzt"},
	}
}
