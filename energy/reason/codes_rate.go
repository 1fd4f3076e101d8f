package reason

// Codes of who sends more requests than are let through.
const (
	RequestRate Code = "REQUEST_RATE"
	TenantRate  Code = "TENANT_RATE"
)

func rateCodes() []Entry {
	return []Entry{
		{RequestRate, Refusal, 429, []string{"retry_seconds"}, "too many requests of this session or API key; try again in {retry_seconds} s", "zu viele Anfragen dieser Sitzung oder dieses API-Schlüssels; erneut in {retry_seconds} s"},
		{TenantRate, Refusal, 429, []string{"retry_seconds"}, "too many requests of this tenant; try again in {retry_seconds} s", "zu viele Anfragen dieses Mandanten; erneut in {retry_seconds} s"},
	}
}
