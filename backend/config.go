package backend

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"

	"ohmstead/backend/httpapi/pace"
	"ohmstead/energy/reason"
	"ohmstead/field/strict"
)

// Target says which part of the backend a process is.
type Target string

// Targets. Every part but All needs a database and a bus by URL, which it shares with the others.
const (
	All    Target = "all"    // everything, with a private database and bus unless given by URL
	API    Target = "api"    // the API, the live stream and the pages
	Ingest Target = "ingest" // takes in what edges send
	Worker Target = "worker" // forms rollups, watches for stale data
)

func targets() []string { return []string{string(All), string(API), string(Ingest), string(Worker)} }

// Config is everything that can be said about a backend.
type Config struct {
	Target Target
	// Listen is the address of API and pages, and of health and metrics. Beyond loopback it needs TLS.
	Listen string
	// DataDir holds what a private database and an embedded bus keep.
	DataDir  string
	TLS      TLS
	Database Database
	Bus      Bus
	MQTT     MQTT
	// OrdersKeyFile holds the key that signs orders to edges; all processes of a backend share it.
	// Empty is orders.key below DataDir, made at the first start.
	OrdersKeyFile string
	// Mail is where notifications by mail are handed in; without it there are none.
	Mail Mail
	// PrivateHooks lets webhooks of notifications lead to private addresses and without TLS.
	PrivateHooks bool
	// Rates bound the requests of a session or API key and of a tenant; zero bounds nothing.
	Rates pace.Limits
	// Provider is an identity provider people can log in by; none without an issuer.
	Provider Provider
}

// Mail names a mail server.
type Mail struct {
	Server       string // host:port
	From         string
	Username     string
	PasswordFile string
	// Plain allows a server without STARTTLS.
	Plain bool
}

// Provider is an identity provider of OpenID Connect.
type Provider struct {
	Issuer, ClientID string
	// ClientSecretFile holds the secret; empty for a client that has none.
	ClientSecretFile string
	Name             string // what people call it
	// URL is where people find the pages; the provider sends them back to its /api/login/back.
	URL string
}

// TLS says how HTTP is encrypted: by a certificate of our own, or by a proxy in front.
type TLS struct {
	CertificateFile, KeyFile string
	// CAFile holds the certificates that edges are told to trust; empty where those of their systems
	// vouch for ours.
	CAFile string
	// InFront says that a proxy on a trusted network ends TLS. Cookies are then marked Secure.
	InFront bool
}

// Database says where the data is: a private server below DataDir unless there is a URL.
type Database struct {
	URL     string // from the command line alone
	URLFile string // a file that holds the URL, so that the password is in no other place
}

func (d Database) given() bool { return d.URL != "" || d.URLFile != "" }

// Bus says how edges and processes meet: an embedded hub below DataDir unless there is a URL of a NATS
// elsewhere, whose JetStream then keeps what edges send.
type Bus struct {
	Listen string // where the embedded hub accepts edges; beyond loopback it needs TLS of our own
	// EdgesURL is what edges are told at their enrolment: nats-leaf://host:port. Empty is where this
	// process accepts edges itself, unless that is every address of the machine.
	EdgesURL string
	URL      string // from the command line alone
	URLFile  string // a file that holds the URL of a bus elsewhere, with its credentials
	// LeafURL is where the NATS elsewhere accepts leaf nodes. With it this process lets edges in by
	// their enrolment; without it they connect to that NATS, which its operator has to allow.
	LeafURL     string // from the command line alone
	LeafURLFile string
}

// MQTT says where devices and gateways may bring readings over MQTT: nowhere unless it is configured.
type MQTT struct {
	Listen string // host:port; beyond loopback it needs TLS of our own
}

func (b Bus) elsewhere() bool { return b.URL != "" || b.URLFile != "" }
func (b Bus) joined() bool    { return b.LeafURL != "" || b.LeafURLFile != "" }

// Default is everything on loopback in one process. DataDir has no default: it depends on who runs
// it.
func Default() Config {
	return Config{
		Target: All, Listen: "127.0.0.1:8080", Bus: Bus{Listen: "127.0.0.1:7422"},
		Rates: pace.Limits{Credential: pace.Rate{PerSecond: 100, Burst: 1000}, Tenant: pace.Rate{PerSecond: 1000, Burst: 10_000}},
	}
}

// Load reads a configuration file strictly; what it does not say stays as it is by default. Every
// fault of the file and of its values is named, with its line.
func Load(file string) (Config, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return Config{}, fmt.Errorf("read the configuration: %w", err)
	}
	return Parse(file, data)
}

// Parse is Load for bytes that came from elsewhere; file is the name used in complaints.
func Parse(file string, data []byte) (Config, error) {
	doc, err := strict.Parse(file, data)
	if err != nil {
		return Config{}, err
	}
	c := Default()
	root := doc.Root()
	if root.Has("target") {
		c.Target = Target(root.OneOf("target", targets()...))
	}
	text(root, "listen", &c.Listen)
	text(root, "data_dir", &c.DataDir)
	text(root, "orders_key_file", &c.OrdersKeyFile)
	post := root.Map("mail")
	text(post, "server", &c.Mail.Server)
	text(post, "from", &c.Mail.From)
	text(post, "username", &c.Mail.Username)
	text(post, "password_file", &c.Mail.PasswordFile)
	c.Mail.Plain = post.Flag("plain", false)
	c.PrivateHooks = root.Map("webhooks").Flag("private", false)
	tls, database, bus, mqtt, provider := root.Map("tls"), root.Map("database"), root.Map("bus"), root.Map("mqtt"), root.Map("identity_provider")
	text(tls, "certificate_file", &c.TLS.CertificateFile)
	text(tls, "key_file", &c.TLS.KeyFile)
	c.TLS.InFront = tls.Flag("in_front", false)
	text(database, "url_file", &c.Database.URLFile)
	text(tls, "ca_file", &c.TLS.CAFile)
	text(bus, "listen", &c.Bus.Listen)
	text(bus, "edges_url", &c.Bus.EdgesURL)
	text(bus, "url_file", &c.Bus.URLFile)
	text(bus, "leaf_url_file", &c.Bus.LeafURLFile)
	text(mqtt, "listen", &c.MQTT.Listen)
	c.Provider.parse(provider)
	c.parseRates(root.Map("rate_limits"))
	for _, m := range []*strict.Map{tls, database, bus, mqtt, provider, root} {
		m.Done()
	}
	if err := doc.Err(); err != nil {
		return Config{}, err
	}
	return c, nil
}

func text(m *strict.Map, name string, into *string) {
	if m.Has(name) {
		*into = m.Text(name)
	}
}

// Validate lists all faults, one line each: INVALID_VALUE, MISSING_FIELD.
func (c Config) Validate() error {
	var errs []error
	invalid := func(field, value, want string) {
		errs = append(errs, reason.New(reason.InvalidValue, reason.Params{"field": field, "value": orNothing(value), "want": want}))
	}
	missing := func(field string) {
		errs = append(errs, reason.New(reason.MissingField, reason.Params{"field": field}))
	}
	switch c.Target {
	case All, API, Ingest, Worker:
	default:
		invalid("target", string(c.Target), "one of "+strings.Join(targets(), ", "))
	}
	if c.Target != All {
		if !c.Bus.elsewhere() {
			missing("bus.url_file")
		}
		if !c.Database.given() {
			missing("database.url_file")
		}
	}
	if c.Target == All && c.DataDir == "" {
		missing("data_dir")
	}
	c.validateListen(invalid)
	c.validateMail(invalid)
	switch {
	case c.TLS.CertificateFile == "" && c.TLS.KeyFile != "":
		missing("tls.certificate_file")
	case c.TLS.CertificateFile != "" && c.TLS.KeyFile == "":
		missing("tls.key_file")
	}
	for _, twice := range []struct{ field, url, file string }{
		{"database", c.Database.URL, c.Database.URLFile}, {"bus", c.Bus.URL, c.Bus.URLFile}, {"bus.leaf", c.Bus.LeafURL, c.Bus.LeafURLFile},
	} {
		if twice.url != "" && twice.file != "" {
			invalid(twice.field, "a URL and the file "+twice.file, "one of the two")
		}
	}
	c.validateProvider(invalid, missing)
	c.validateRates(invalid)
	if c.Bus.joined() && !c.Bus.elsewhere() {
		missing("bus.url_file")
	}
	if !c.Bus.elsewhere() || c.Bus.joined() {
		c.validatePlain("bus.listen", c.Bus.Listen, invalid)
	}
	if c.MQTT.Listen != "" {
		c.validatePlain("mqtt.listen", c.MQTT.Listen, invalid)
	}
	if u, err := url.Parse(c.Bus.EdgesURL); c.Bus.EdgesURL != "" && (err != nil || u.Scheme != "nats-leaf" || u.Hostname() == "" || u.Port() == "") {
		invalid("bus.edges_url", c.Bus.EdgesURL, "nats-leaf://host:port")
	}
	return errors.Join(errs...)
}

func (p *Provider) parse(m *strict.Map) {
	text(m, "issuer", &p.Issuer)
	text(m, "client_id", &p.ClientID)
	text(m, "client_secret_file", &p.ClientSecretFile)
	text(m, "name", &p.Name)
	text(m, "url", &p.URL)
}

func (c Config) validateProvider(invalid func(field, value, want string), missing func(field string)) {
	p := c.Provider
	if p == (Provider{}) {
		return
	}
	for _, one := range []struct{ field, value string }{{"client_id", p.ClientID}, {"name", p.Name}, {"issuer", p.Issuer}, {"url", p.URL}} {
		if one.value == "" {
			missing("identity_provider." + one.field)
		}
	}
	for _, one := range []struct{ field, value string }{{"issuer", p.Issuer}, {"url", p.URL}} {
		if one.value != "" && !trusted(one.value) {
			invalid("identity_provider."+one.field, one.value, "an address with https://, or with http:// on loopback")
		}
	}
}

// trusted reports whether an address is one of TLS, or of loopback.
func trusted(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && u.RawQuery == "" && u.Fragment == "" && (u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()))
}

func (c Config) validateListen(invalid func(field, value, want string)) {
	host, _, err := addressOf(c.Listen)
	if err != nil {
		invalid("listen", c.Listen, "host:port")
		return
	}
	if !loopback(host) && c.TLS.CertificateFile == "" && !c.TLS.InFront {
		invalid("listen", c.Listen, "an address of loopback; any other needs tls.certificate_file and tls.key_file, or tls.in_front where a proxy ends TLS")
	}
}

// validatePlain checks an address where no proxy can end TLS.
func (c Config) validatePlain(field, address string, invalid func(field, value, want string)) {
	host, _, err := addressOf(address)
	if err != nil {
		invalid(field, address, "host:port")
		return
	}
	if !loopback(host) && c.TLS.CertificateFile == "" {
		invalid(field, address, "an address of loopback; any other needs tls.certificate_file and tls.key_file")
	}
}

// is reports whether this process is that part of the backend.
func (c Config) is(part Target) bool { return c.Target == All || c.Target == part }

// validateMail finds a mail server that cannot be reached or written to by what is said of it.
func (c Config) validateMail(invalid func(field, value, want string)) {
	if c.Mail == (Mail{}) {
		return
	}
	if host, port, err := addressOf(c.Mail.Server); err != nil || host == "" || port == 0 {
		invalid("mail.server", c.Mail.Server, "host:port such as mail.example.org:587")
	}
	if from, err := mail.ParseAddress(c.Mail.From); err != nil || from.Address != c.Mail.From {
		invalid("mail.from", c.Mail.From, "an address such as ohmstead@example.org")
	}
	if (c.Mail.Username == "") != (c.Mail.PasswordFile == "") {
		invalid("mail.username", c.Mail.Username, "a user together with mail.password_file")
	}
}

func addressOf(address string) (host string, port int, err error) {
	host, service, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, fmt.Errorf("read the address %s: %w", address, err)
	}
	number, err := strconv.ParseUint(service, 10, 16)
	if err != nil {
		return "", 0, fmt.Errorf("read the port of %s: %w", address, err)
	}
	return host, int(number), nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func orNothing(value string) string {
	if value == "" {
		return "nothing"
	}
	return value
}
