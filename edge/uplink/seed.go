package uplink

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/nats-io/nkeys"
)

// EnsureSeed makes the edge's nkey where the file does not exist yet, readable by its owner alone,
// and returns the public key that the backend enrols. The seed never leaves the file.
func EnsureSeed(path string) (publicKey string, err error) {
	seed, err := readSeed(path)
	if errors.Is(err, os.ErrNotExist) {
		if err := makeSeed(path); err != nil {
			return "", err
		}
		seed, err = readSeed(path)
	}
	if err != nil {
		return "", err
	}
	pair, err := nkeys.FromSeed(seed)
	if err != nil {
		return "", fmt.Errorf("read seed %s: %w", path, err)
	}
	defer pair.Wipe()
	key, err := pair.PublicKey()
	if err != nil {
		return "", fmt.Errorf("read seed %s: %w", path, err)
	}
	return key, nil
}

func readSeed(path string) ([]byte, error) {
	seed, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the edge's seed: %w", err)
	}
	kind, _, err := nkeys.DecodeSeed(seed)
	if err != nil || kind != nkeys.PrefixByteUser {
		return nil, fmt.Errorf("seed file %s holds no nkey user seed (SU…)", path)
	}
	return seed, nil
}

func makeSeed(path string) error {
	pair, err := nkeys.CreateUser()
	if err != nil {
		return fmt.Errorf("make the edge's key: %w", err)
	}
	defer pair.Wipe() // which also overwrites what Seed returned
	seed, err := pair.Seed()
	if err != nil {
		return fmt.Errorf("make the edge's key: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("keep the edge's seed: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("keep the edge's seed: %w", err)
	}
	_, err = file.Write(seed)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("keep the edge's seed: %w", err)
	}
	return nil
}

// Sign is the signature over a message by the key whose seed the file holds, base64 URL alphabet without
// padding.
func Sign(path string, message []byte) (signature string, err error) {
	seed, err := readSeed(path)
	if err != nil {
		return "", err
	}
	pair, err := nkeys.FromSeed(seed)
	if err != nil {
		return "", fmt.Errorf("read seed %s: %w", path, err)
	}
	defer pair.Wipe()
	raw, err := pair.Sign(message)
	if err != nil {
		return "", fmt.Errorf("sign with seed %s: %w", path, err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}
