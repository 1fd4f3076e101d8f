package identity_test

import (
	"errors"
	"strings"
	"testing"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

func TestCheckPassword(t *testing.T) {
	ada := identity.User{Email: "ada.lovelace@example.org", DisplayName: "Ada Lovelace"}
	tests := map[string]struct {
		password string
		want     reason.Code
	}{
		"a few words are fine":                        {"otter kettle marble", ""},
		"umlauts count as one character":              {"größe übt züge", ""},
		"digits alone are fine where they are no row": {"739105264418", ""},
		"eleven characters are too few":               {"x7Kq2Lm9Zp4", reason.PasswordTooShort},
		"eleven characters of two bytes are too few":  {"äöüÄÖÜßäöüÄ", reason.PasswordTooShort},
		"more than the server hashes":                 {strings.Repeat("long ", 300), reason.InvalidValue},
		"one of the common ones":                      {"correcthorsebatterystaple", reason.PasswordTooCommon},
		"a common one in capitals":                    {"PASSWORD1234", reason.PasswordTooCommon},
		"a common one between blanks":                 {" password1234 ", reason.PasswordTooCommon},
		"a row of the alphabet":                       {"cdefghijklmnop", reason.PasswordTooCommon},
		"a row of digits backwards":                   {"9876543210987", reason.PasswordTooCommon},
		"a row of keys":                               {"qwertzuiopas", reason.PasswordTooCommon},
		"one character again and again":               {"!!!!!!!!!!!!!", reason.PasswordTooCommon},
		"three characters again and again":            {"xy4xy4xy4xy4", reason.PasswordTooCommon},
		"the own name with a year":                    {"AdaLovelace2026", ""},
		"the own surname with a year":                 {"Lovelace2026", reason.PasswordTooCommon},
		"the product's name with a digit or two":      {"Ohmstead-Ohmstead-12", reason.PasswordTooCommon},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := identity.CheckPassword(tt.password, ada)
			if tt.want == "" && err != nil || tt.want != "" && !errors.Is(err, reason.New(tt.want, nil)) {
				t.Errorf("%q: %v, want %q", tt.password, err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), tt.password) {
				t.Errorf("the refusal shows the password: %v", err)
			}
		})
	}
}

func TestLinks_SetAPasswordOnce(t *testing.T) {
	s, d := setup(t)
	token, hash, err := identity.NewLink()
	if err != nil {
		t.Fatal(err)
	}
	d.links[string(hash)] = identity.Link{Tenant: 7, Hash: hash, Email: "new@example.org", Expires: start.Add(identity.SessionIdle)}
	credential := identity.Credential{Token: token, RemoteAddr: "192.0.2.9:1"}
	_, err = s.Accept(t.Context(), credential, identity.Acceptance{Password: "short"}, start)
	wantCode(t, err, reason.PasswordTooShort)
	_, err = s.LinkFor(t.Context(), credential, start.Add(identity.SessionIdle))
	wantCode(t, err, reason.LinkInvalid)
	if l, err := s.Accept(t.Context(), credential, identity.Acceptance{Password: "otter kettle marble"}, start); err != nil || l.Email != "new@example.org" {
		t.Fatalf("accepted %+v, %v", l, err)
	}
	_, err = s.Accept(t.Context(), credential, identity.Acceptance{Password: "otter kettle marble"}, start)
	wantCode(t, err, reason.LinkInvalid)
	if _, _, err := s.Login(t.Context(), identity.Attempt{Email: "new@example.org", Password: "otter kettle marble"}, start); err != nil {
		t.Errorf("the new password: %v", err)
	}
}

func TestChangePassword(t *testing.T) {
	s, d := setup(t)
	_, p, err := s.Login(t.Context(), attempt("correct horse"), start)
	if err != nil {
		t.Fatal(err)
	}
	p.User.Email = "a@example.org"
	err = s.ChangePassword(t.Context(), p, identity.Attempt{Password: "wrong"}, "otter kettle marble", start)
	wantCode(t, err, reason.CurrentPasswordWrong)
	err = s.ChangePassword(t.Context(), p, identity.Attempt{Password: "correct horse"}, "aaaaaaaaaaaa", start)
	wantCode(t, err, reason.PasswordTooCommon)
	if err := s.ChangePassword(t.Context(), p, identity.Attempt{Password: "correct horse"}, "otter kettle marble", start); err != nil {
		t.Fatal(err)
	}
	before := d.logins["a@example.org"].PasswordHash
	for range 20 {
		err = s.ChangePassword(t.Context(), p, identity.Attempt{Password: "wrong"}, "x", start)
	}
	wantCode(t, err, reason.TooManyAttempts)
	p.Key = &identity.Key{}
	wantCode(t, s.ChangePassword(t.Context(), p, identity.Attempt{}, "x", start), reason.PersonOnly)
	if d.logins["a@example.org"].PasswordHash != before {
		t.Error("a refused change has changed the password")
	}
}
