package private

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is who the server runs as. self is true where that is the user of this process.
type account struct {
	name     string
	uid, gid int
	self     bool
}

// serverAccount is the user of this process or, for root, the first of ohmstead, postgres and
// nobody that exists: PostgreSQL refuses to run as root.
func serverAccount() (account, error) {
	if uid := os.Geteuid(); uid != 0 {
		u, err := user.LookupId(strconv.Itoa(uid))
		if err != nil {
			return account{}, fmt.Errorf("user id %d has no entry in the password database, which PostgreSQL requires: %w", uid, err)
		}
		return account{name: u.Username, uid: uid, gid: os.Getegid(), self: true}, nil
	}
	for _, name := range []string{"ohmstead", "postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.Atoi(u.Uid)
		gid, errGID := strconv.Atoi(u.Gid)
		if errUID == nil && errGID == nil {
			return account{name: name, uid: uid, gid: gid}, nil
		}
	}
	return account{}, errors.New("PostgreSQL does not run as root, and none of the accounts ohmstead, postgres, nobody exists to run it as")
}

// credential is what a child process needs to run as the account; nil where nothing changes.
func (a account) credential() *syscall.Credential {
	if a.self {
		return nil
	}
	return &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)} //nolint:gosec // ids of the password database
}

// own gives path to the account.
func (a account) own(path string) error {
	if a.self {
		return nil
	}
	if err := os.Lchown(path, a.uid, a.gid); err != nil {
		return fmt.Errorf("give %s to %s: %w", path, a.name, err)
	}
	return nil
}

// reach reports the first parent of dir that the account may not pass through. Without this check
// the failure would be a bare "permission denied" from the child.
func (a account) reach(dir string) error {
	if a.self {
		return nil
	}
	for parent := filepath.Dir(dir); ; parent = filepath.Dir(parent) {
		info, err := os.Stat(parent)
		if err != nil {
			return fmt.Errorf("check the folder %s: %w", parent, err)
		}
		if !a.mayEnter(info) {
			return fmt.Errorf("PostgreSQL runs as %s, which may not enter %s (mode %s): choose another data directory, or allow it with: chmod o+x %s", a.name, parent, info.Mode().Perm(), parent)
		}
		if parent == filepath.Dir(parent) {
			return nil
		}
	}
}

func (a account) mayEnter(info fs.FileInfo) bool {
	mode := info.Mode().Perm()
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		switch {
		case int(stat.Uid) == a.uid:
			return mode&0o100 != 0
		case int(stat.Gid) == a.gid:
			return mode&0o010 != 0
		}
	}
	return mode&0o001 != 0
}
