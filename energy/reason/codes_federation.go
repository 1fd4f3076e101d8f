package reason

// Codes of logging in by an identity provider.
const (
	FederationRefused     Code = "FEDERATION_REFUSED"
	FederationUnreachable Code = "FEDERATION_UNREACHABLE"
	FederationUnknown     Code = "FEDERATION_UNKNOWN"
	FederationAddress     Code = "FEDERATION_ADDRESS"
	FederationLinked      Code = "FEDERATION_LINKED"
)

func federationCodes() []Entry {
	return []Entry{
		{FederationRefused, Refusal, 401, nil, "the identity provider's answer belongs to no login that was begun here, or does not hold any more; begin again", "die Antwort des Identitätsanbieters gehört zu keiner hier begonnenen Anmeldung oder gilt nicht mehr; beginnen Sie von vorn"},
		{FederationUnreachable, Refusal, 503, nil, "the identity provider does not answer; try again, or log in with a password", "der Identitätsanbieter antwortet nicht; versuchen Sie es erneut oder melden Sie sich mit einem Passwort an"},
		{FederationUnknown, Refusal, 403, nil, "nobody here belongs to that login; open the link of your invitation and go on with it there", "zu diesem Zugang gehört hier niemand; öffnen Sie den Link Ihrer Einladung und gehen Sie dort damit weiter"},
		{FederationAddress, Refusal, 403, nil, "the identity provider has not verified the e-mail that was invited", "der Identitätsanbieter hat die eingeladene E-Mail nicht bestätigt"},
		{FederationLinked, Refusal, 409, nil, "that login belongs to somebody else here already", "dieser Zugang gehört hier bereits jemand anderem"},
	}
}
