package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
)

// login is what a person needs to get in the first time.
type login struct {
	URL      string `json:"url"`
	Email    string `json:"email"`
	Password string `json:"password"`
}

// ensureLogin reads the login from its file, or draws a password and writes it there before any
// user gets it, so that an interrupted start leaves no user whose password nobody knows.
func ensureLogin(file, url, email string) (login, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		l := login{URL: url, Email: email, Password: rand.Text()}
		return l, l.save(file)
	}
	if err != nil {
		return login{}, fmt.Errorf("read first login: %w", err)
	}
	var l login
	if err := json.Unmarshal(data, &l); err != nil {
		return login{}, fmt.Errorf("read first login %s: %w", file, err)
	}
	return l, nil
}

// save writes the login, whole or not at all, readable by its owner alone.
func (l login) save(file string) error {
	data, err := json.MarshalIndent(l, "", "  ")
	if err != nil {
		return fmt.Errorf("save first login: %w", err)
	}
	half := file + ".new"
	if err := os.WriteFile(half, append(data, '\n'), 0o600); err != nil {
		return fmt.Errorf("save first login: %w", err)
	}
	if err := os.Rename(half, file); err != nil {
		return fmt.Errorf("save first login: %w", err)
	}
	return nil
}

// user is the person who logs in with l.
func (l login) user(name string, role identity.Role) (postgres.NewUser, error) {
	hash, err := identity.HashPassword(l.Password)
	if err != nil {
		return postgres.NewUser{}, err
	}
	return postgres.NewUser{
		User:         identity.User{Email: l.Email, DisplayName: name},
		PasswordHash: hash, Role: role,
	}, nil
}

// loginFile is where `up` leaves the first login.
func loginFile(dir string) string { return filepath.Join(dir, "first-login.json") }
