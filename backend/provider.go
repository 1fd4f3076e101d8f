package backend

import (
	"fmt"
	"os"
	"strings"

	"ohmstead/backend/federation"
	"ohmstead/backend/httpapi/federated"
)

// provider is the identity provider people can log in by; nil without one.
func (c Config) provider() (federated.Provider, error) {
	p := c.Provider
	if p == (Provider{}) {
		return nil, nil //nolint:nilnil // none is configured, which is no fault
	}
	var secret string
	if p.ClientSecretFile != "" {
		data, err := os.ReadFile(p.ClientSecretFile)
		if err != nil {
			return nil, fmt.Errorf("read the secret of the identity provider: %w", err)
		}
		secret = strings.TrimSpace(string(data))
	}
	return federation.New(federation.Config{
		Issuer: p.Issuer, ClientID: p.ClientID, ClientSecret: secret, Name: p.Name, Callback: strings.TrimSuffix(p.URL, "/") + federated.Back, Home: strings.TrimSuffix(p.URL, "/") + "/login",
	}), nil
}
