package edge

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"ohmstead/edge/enrol"
	"ohmstead/edge/uplink"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Files of an enrolled edge in its data directory.
const (
	credentialFile = "credential.json" //nolint:gosec // a file name
	siteFile       = "site.yaml"
	seedFile       = "seed.nk"
)

// CredentialFile is where enrolment leaves the credential of an edge with this data directory.
func CredentialFile(dir string) string { return filepath.Join(dir, credentialFile) }

// SiteFile is where enrolment leaves the first site file of an edge with this data directory.
func SiteFile(dir string) string { return filepath.Join(dir, siteFile) }

// Enrolment is how an edge is taken in.
type Enrolment struct {
	Dir      string // the edge's data directory, made where it is missing
	Backend  string // where the backend's pages are
	CAFile   string // certificates that vouch for the backend beside the system's; "" for none
	Code     string
	Software string
}

// Enrol makes the edge's key, exchanges the code for a credential and leaves both in the data directory,
// with a site file that says no more than the site's name. An exchange that was cut off is asked again
// with the same code. ENROLLED_ELSEWHERE where the directory has a credential.
func Enrol(ctx context.Context, e Enrolment) (Credential, error) {
	file := CredentialFile(e.Dir)
	if _, err := os.Stat(file); err == nil {
		return Credential{}, reason.New(reason.EnrolledElsewhere, reason.Params{"file": file})
	}
	client, err := enrol.New(enrol.Config{Backend: e.Backend, CAFile: e.CAFile})
	if err != nil {
		return Credential{}, err
	}
	seed := filepath.Join(e.Dir, seedFile)
	request := wire.EnrolRequest{Code: e.Code, Software: e.Software}
	if request.NKey, err = uplink.EnsureSeed(seed); err != nil {
		return Credential{}, err
	}
	if request.Signature, err = uplink.Sign(seed, request.Proof()); err != nil {
		return Credential{}, err
	}
	answer, err := client.Exchange(ctx, request)
	if err != nil {
		return Credential{}, err
	}
	c := Credential{
		Tenant: answer.Tenant, Site: answer.Site, Edge: answer.Edge, Hub: answer.Hub, SeedFile: seedFile, OrdersKey: answer.OrdersKey,
		CA: answer.CA, Backend: e.Backend,
	}
	if err := errors.Join(firstSite(SiteFile(e.Dir), answer), c.Save(file)); err != nil {
		return Credential{}, err
	}
	return LoadCredential(file)
}

// firstSite writes a site file without devices where there is none.
func firstSite(file string, e wire.Enrolled) error {
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	if err := writeSynced(file, []byte(wire.FirstConfiguration(e.SiteName, e.TimeZone))); err != nil {
		return fmt.Errorf("write the first site file: %w", err)
	}
	return nil
}

// RotateKey gives an enrolled edge a new key, which it uses from its next start on. Until then the old
// one holds, and what the outbox keeps belongs to the edge and not to its key. A change that was cut off
// is finished by the next.
func RotateKey(ctx context.Context, c Credential, caFile string) error {
	if c.Backend == "" {
		return reason.New(reason.MissingField, reason.Params{"field": "backend"})
	}
	client, err := enrol.New(enrol.Config{Backend: c.Backend, CAFile: caFile})
	if err != nil {
		return err
	}
	if _, err := uplink.EnsureSeed(uplink.NextSeed(c.SeedFile)); err != nil {
		return err
	}
	change, err := uplink.KeyChange(c.Edge, c.SeedFile)
	if err != nil {
		return err
	}
	if err := client.ChangeKey(ctx, change); err != nil {
		return err
	}
	return uplink.TakeNextSeed(c.SeedFile)
}
