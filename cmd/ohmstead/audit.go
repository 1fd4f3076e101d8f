package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"ohmstead/backend/audit"
	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/cmd/ohmstead/call"
)

func auditCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "audit",
		Short: "Look after the log of who changed what",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(auditVerifyCommand())
	return c
}

// auditVerification is what `audit verify` was asked.
type auditVerification struct {
	admins
	tenant, head string
}

func auditVerifyCommand() *cobra.Command {
	var v auditVerification
	c := &cobra.Command{
		Use:   "verify",
		Short: "Check the chain over the audit log, entry by entry",
		Long: "Walks the chain of every tenant and names each place where an entry was altered, taken out or put in\n" +
			"later. Prints the head of each chain: kept where whoever can write the database cannot reach it, and given\n" +
			"back with --head, it also shows a chain that was written anew. Ends with status 1 where something was found.",
		Example: "  ohmstead audit verify\n  ohmstead audit verify --database-url-file database.url\n" +
			"  ohmstead audit verify --tenant 018f3b1e-0000-7000-8000-000000000001 --head 1042:9f86d081…",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return v.run(c.Context(), c.OutOrStdout()) },
	}
	f := c.Flags()
	f.StringVar(&v.tenant, "tenant", "", "id of the one tenant to check; all without it")
	f.StringVar(&v.head, "head", "", "head that an earlier verification printed, SEQUENCE:HASH; needs --tenant")
	return v.flags(c)
}

func (v auditVerification) run(ctx context.Context, out io.Writer) error {
	only, err := v.only()
	if err != nil {
		return err
	}
	earlier, err := v.earlier()
	if err != nil {
		return err
	}
	return v.look(ctx, func(ctx context.Context, db *postgres.DB) error {
		tenants, err := db.Tenants(ctx)
		if err != nil {
			return err
		}
		checked, sound := 0, true
		for _, tenant := range tenants {
			if only != uuid.Nil && tenant.ID != only {
				continue
			}
			checked++
			found, err := verifyTenant(ctx, db, tenant, earlier, out)
			if err != nil {
				return err
			}
			sound = sound && !found
		}
		switch {
		case only != uuid.Nil && checked == 0:
			return call.Wrong(fmt.Errorf("--tenant is %s, the database has no such tenant", only))
		case !sound:
			return call.Failed
		}
		return nil
	})
}

// verifyTenant checks one chain and says what it found.
func verifyTenant(ctx context.Context, db *postgres.DB, tenant identity.Tenant, earlier audit.Seal, out io.Writer) (found bool, err error) {
	report, err := audit.Verify(ctx, db, tenant, earlier, time.Now())
	if err != nil {
		return false, err
	}
	verdict := "sound"
	if found = len(report.Findings) > 0; found {
		verdict = "NOT SOUND"
	}
	fmt.Fprintf(out, "tenant %s: %s, %d entries sealed, %d waiting, head %d:%s\n", tenant.ID, verdict, report.Entries, report.Waiting, report.Head.Seq, report.Head.Hash)
	for _, f := range report.Findings {
		fmt.Fprintf(out, "  %s\n", f)
	}
	return found, nil
}

// only is the tenant that was named; the zero UUID for all.
func (v auditVerification) only() (uuid.UUID, error) {
	if v.tenant == "" {
		return uuid.Nil, nil
	}
	id, err := uuid.Parse(v.tenant)
	if err != nil {
		return uuid.Nil, call.Wrong(fmt.Errorf("--tenant is %q, want the id of a tenant, a UUID", v.tenant))
	}
	return id, nil
}

// earlier is the head that was given; the zero Seal without one.
func (v auditVerification) earlier() (audit.Seal, error) {
	if v.head == "" {
		return audit.Seal{}, nil
	}
	if v.tenant == "" {
		return audit.Seal{}, call.Wrong(fmt.Errorf("--head is the head of one tenant's chain: give --tenant too"))
	}
	place, hash, _ := strings.Cut(v.head, ":")
	seq, err := strconv.ParseInt(place, 10, 64)
	raw, hashErr := hex.DecodeString(hash)
	s := audit.Seal{Seq: seq}
	if err != nil || hashErr != nil || seq < 1 || copy(s.Hash[:], raw) != len(s.Hash) || len(raw) != len(s.Hash) {
		return audit.Seal{}, call.Wrong(fmt.Errorf("--head is %q, want SEQUENCE:HASH as ohmstead audit verify prints it", v.head))
	}
	return s, nil
}
