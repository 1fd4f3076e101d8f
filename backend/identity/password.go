package identity

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost of a password hash. Source: OWASP Password Storage Cheat Sheet, argon2id with 19 MiB, two
// passes and one lane.
const (
	hashMemoryKiB = 19 * 1024
	hashPasses    = 2
	hashLanes     = 1
	hashBytes     = 32
	saltBytes     = 16
)

// MaxPassword is the longest password in bytes; hashing more would only cost the server time.
const MaxPassword = 1024

// HashPassword is the argon2id hash of a password with a salt of its own, in the PHC string format
// ($argon2id$v=19$m=…,t=…,p=…$salt$hash), which carries its cost.
func HashPassword(password string) (string, error) {
	if password == "" || len(password) > MaxPassword {
		return "", fmt.Errorf("hash a password: it has %d bytes, want 1 to %d", len(password), MaxPassword)
	}
	var salt [saltBytes]byte
	if _, err := rand.Read(salt[:]); err != nil {
		return "", fmt.Errorf("draw a salt: %w", err)
	}
	key := argon2.IDKey([]byte(password), salt[:], hashPasses, hashMemoryKiB, hashLanes, hashBytes)
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemoryKiB, hashPasses, hashLanes, encode(salt[:]), encode(key)), nil
}

// unknownHash is what the password of an unknown e-mail is compared with, so that it costs the
// same: the cost of a real hash, and a key that no password has.
const unknownHash = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// deriving is argon2id, which is what checking a password costs; see golang.org/x/crypto/argon2.IDKey.
type deriving func(password, salt []byte, passes, memoryKiB uint32, lanes uint8, length uint32) []byte

// matches reports whether the password has this hash. It compares in constant time; a hash it
// cannot read is an error, never a match.
func matches(derive deriving, password, hash string) (bool, error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, fmt.Errorf("read a password hash: it is not one of argon2id")
	}
	var version, memory, passes uint32
	var lanes uint8
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &lanes); err != nil {
		return false, fmt.Errorf("read the cost of a password hash: %w", err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("read the salt of a password hash: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, fmt.Errorf("read a password hash: %w", err)
	}
	if version != argon2.Version || passes == 0 || lanes == 0 || memory > 1<<20 || len(want) == 0 {
		return false, fmt.Errorf("read a password hash: its cost v=%d m=%d t=%d p=%d is not one we use", version, memory, passes, lanes)
	}
	key := derive([]byte(password), salt, passes, memory, lanes, uint32(len(want))) //nolint:gosec // a hash of a few bytes
	return subtle.ConstantTimeCompare(key, want) == 1, nil
}
