package backend_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ohmstead/backend"
	"ohmstead/backend/httpapi/pace"
)

func TestParse(t *testing.T) {
	got, err := backend.Parse("serve.yaml", []byte(`
target: api
listen: 0.0.0.0:8443
tls: {certificate_file: /etc/ohmstead/cert.pem, key_file: /etc/ohmstead/key.pem}
database: {url_file: /etc/ohmstead/database.url}
mqtt: {listen: 127.0.0.1:1883}
bus: {url_file: /etc/ohmstead/bus.url, leaf_url_file: /etc/ohmstead/leaf.url}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := backend.Default()
	want.Target, want.Listen = backend.API, "0.0.0.0:8443"
	want.TLS = backend.TLS{CertificateFile: "/etc/ohmstead/cert.pem", KeyFile: "/etc/ohmstead/key.pem"}
	want.MQTT.Listen = "127.0.0.1:1883"
	want.Database.URLFile = "/etc/ohmstead/database.url"
	want.Bus.URLFile, want.Bus.LeafURLFile = "/etc/ohmstead/bus.url", "/etc/ohmstead/leaf.url"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if err := got.Validate(); err != nil {
		t.Error(err)
	}
}

func TestParseNamesEveryFault(t *testing.T) {
	_, err := backend.Parse("serve.yaml", []byte("target: everything\nlisten: 8080\ndatabase:\n  url: postgres://x\nbus: {listen: true}\ncolour: red\n"))
	want := `serve.yaml:1: INVALID_VALUE: target is "everything", want one of all, api, ingest, worker
serve.yaml:2: INVALID_VALUE: listen is "8080", want a text
serve.yaml:4: UNKNOWN_FIELD: unknown field database.url; known are url_file
serve.yaml:5: INVALID_VALUE: bus.listen is "true", want a text
serve.yaml:6: UNKNOWN_FIELD: unknown field colour; known are bus, data_dir, database, identity_provider, listen, mail, mqtt, orders_key_file, rate_limits, target, tls, webhooks`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestValidate(t *testing.T) {
	tests := map[string]struct {
		change func(*backend.Config)
		want   string
	}{
		"the default with a folder is fine": {func(*backend.Config) {}, ""},
		"IPv6 loopback is loopback":         {func(c *backend.Config) { c.Listen = "[::1]:8080" }, ""},
		"without a folder":                  {func(c *backend.Config) { c.DataDir = "" }, "MISSING_FIELD: data_dir is missing"},
		"an address without a port":         {func(c *backend.Config) { c.Listen = "localhost" }, "INVALID_VALUE: listen is localhost, want host:port"},
		"a port that is none":               {func(c *backend.Config) { c.Listen = "127.0.0.1:99999" }, "INVALID_VALUE: listen is 127.0.0.1:99999, want host:port"},
		"open to everybody":                 {func(c *backend.Config) { c.Listen = ":8080" }, "INVALID_VALUE: listen is :8080, want an address of loopback; any other needs tls.certificate_file and tls.key_file, or tls.in_front where a proxy ends TLS"},
		"open behind a proxy":               {func(c *backend.Config) { c.Listen, c.TLS.InFront = ":8080", true }, ""},
		"readings over MQTT from anywhere":  {func(c *backend.Config) { c.MQTT.Listen = "0.0.0.0:1883" }, "INVALID_VALUE: mqtt.listen is 0.0.0.0:1883, want an address of loopback; any other needs tls.certificate_file and tls.key_file"},
		"edges from anywhere":               {func(c *backend.Config) { c.Bus.Listen = "0.0.0.0:7422" }, "INVALID_VALUE: bus.listen is 0.0.0.0:7422, want an address of loopback; any other needs tls.certificate_file and tls.key_file"},
		"a certificate without its key":     {func(c *backend.Config) { c.TLS.CertificateFile = "cert.pem" }, "MISSING_FIELD: tls.key_file is missing"},
		"a part without what it shares":     {func(c *backend.Config) { c.Target = backend.Worker }, "MISSING_FIELD: bus.url_file is missing\nMISSING_FIELD: database.url_file is missing"},
		"a URL that is given twice":         {func(c *backend.Config) { c.Database = backend.Database{URL: "postgres://x", URLFile: "database.url"} }, "INVALID_VALUE: database is a URL and the file database.url, want one of the two"},
		"leaf nodes of no bus":              {func(c *backend.Config) { c.Bus.LeafURLFile = "leaf.url" }, "MISSING_FIELD: bus.url_file is missing"},
		"everything that is wrong at once":  {func(c *backend.Config) { c.DataDir, c.Listen, c.Bus.Listen = "", "x", "y" }, "MISSING_FIELD: data_dir is missing\nINVALID_VALUE: listen is x, want host:port\nINVALID_VALUE: bus.listen is y, want host:port"},
		"a provider that can be listened to": {func(c *backend.Config) {
			c.Provider = backend.Provider{Issuer: "http://id.example.org", ClientID: "ohmstead", Name: "ID", URL: "http://127.0.0.1:8080"}
		}, "INVALID_VALUE: identity_provider.issuer is http://id.example.org, want an address with https://, or with http:// on loopback"},
		"a provider that is no address": {func(c *backend.Config) {
			c.Provider = backend.Provider{Issuer: "id.example.org", ClientID: "ohmstead", Name: "ID", URL: "https://energy.example.org/?x=1"}
		}, "INVALID_VALUE: identity_provider.issuer is id.example.org, want an address with https://, or with http:// on loopback\nINVALID_VALUE: identity_provider.url is https://energy.example.org/?x=1, want an address with https://, or with http:// on loopback"},
		"a secret of no provider": {func(c *backend.Config) {
			c.Provider = backend.Provider{ClientSecretFile: "provider.secret"}
		}, "MISSING_FIELD: identity_provider.client_id is missing\nMISSING_FIELD: identity_provider.name is missing\nMISSING_FIELD: identity_provider.issuer is missing\nMISSING_FIELD: identity_provider.url is missing"},
		"a rate that lets nothing through": {func(c *backend.Config) { c.Rates.Tenant = pace.Rate{PerSecond: 5} }, "INVALID_VALUE: rate_limits.tenant.burst is 0, want 1 to 1000000, or both 0 for no limit"},
		"a rate below nothing":             {func(c *backend.Config) { c.Rates.Credential = pace.Rate{PerSecond: -1, Burst: 2_000_000} }, "INVALID_VALUE: rate_limits.credential.per_second is -1, want 1 to 1000000, or both 0 for no limit\nINVALID_VALUE: rate_limits.credential.burst is 2000000, want 1 to 1000000, or both 0 for no limit"},
		"a provider without a name": {func(c *backend.Config) {
			c.Provider = backend.Provider{Issuer: "https://id.example.org", ClientID: "ohmstead", URL: "https://energy.example.org"}
		}, "MISSING_FIELD: identity_provider.name is missing"},
		"a target that is none": {func(c *backend.Config) { c.Target = "" }, "INVALID_VALUE: target is nothing, want one of all, api, ingest, worker\nMISSING_FIELD: bus.url_file is missing\nMISSING_FIELD: database.url_file is missing"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := backend.Default()
			c.DataDir = t.TempDir()
			tt.change(&c)
			got := ""
			if err := c.Validate(); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestParseReadsRates(t *testing.T) {
	c, err := backend.Parse("serve.yaml", []byte("data_dir: data\nrate_limits:\n  credential: {per_second: 5, burst: 50}\n  tenant: {per_second: 0, burst: 0}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Validate(); err != nil || c.Rates != (pace.Limits{Credential: pace.Rate{PerSecond: 5, Burst: 50}}) {
		t.Errorf("%+v, %v", c.Rates, err)
	}
	standard := backend.Default().Rates
	part, err := backend.Parse("serve.yaml", []byte("rate_limits:\n  credential: {burst: 7}\n"))
	if err != nil || part.Rates.Credential != (pace.Rate{PerSecond: standard.Credential.PerSecond, Burst: 7}) || part.Rates.Tenant != standard.Tenant {
		t.Errorf("what is not said is %+v, %v", part.Rates, err)
	}
}
