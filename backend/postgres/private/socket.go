package private

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// longestSocket is the longest path of a unix socket: sun_path holds 108 bytes with the final
// zero. Source: unix(7).
const longestSocket = 107

const socketName = ".s.PGSQL.5432"

// socketDir makes the folder of the socket: in dir or, where that path is too long for a socket, a
// folder under the temporary directory whose name follows from dir.
func socketDir(dir string, who account) (string, error) {
	socket := filepath.Join(dir, "s")
	if len(filepath.Join(socket, socketName)) > longestSocket {
		sum := sha256.Sum256([]byte(dir))
		socket = filepath.Join(os.TempDir(), "ohm-"+hex.EncodeToString(sum[:8]))
		if len(filepath.Join(socket, socketName)) > longestSocket {
			return "", fmt.Errorf("the path of a unix socket has at most %d bytes, and both %s and %s are too long for one: choose a shorter data directory", longestSocket, dir, os.TempDir())
		}
		if err := who.reach(socket); err != nil {
			return "", err
		}
	}
	if err := os.MkdirAll(socket, 0o700); err != nil {
		return "", fmt.Errorf("make the folder of the socket: %w", err)
	}
	if err := who.own(socket); err != nil {
		return "", err
	}
	return socket, mustBePrivate(socket, who)
}

// mustBePrivate refuses a folder that somebody else made first under the shared temporary directory.
func mustBePrivate(dir string, who account) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return fmt.Errorf("check the folder of the socket: %w", err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.IsDir() || int(stat.Uid) != who.uid || info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("the folder of the socket %s must be a directory of %s with mode 0700, it is %s: remove it", dir, who.name, info.Mode())
	}
	return nil
}
