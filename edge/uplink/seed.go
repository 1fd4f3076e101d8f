package uplink

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/nats-io/nkeys"

	"ohmstead/wire"
)

// EnsureSeed makes the edge's nkey where the file does not exist yet, readable by its owner alone,
// and returns the public key that the backend enrols. The seed never leaves the file.
func EnsureSeed(path string) (publicKey string, err error) {
	key, err := keyOf(path)
	if err == nil && key == "" {
		if err := makeSeed(path); err != nil {
			return "", err
		}
		key, err = keyOf(path)
	}
	return key, err
}

// keyOf is the public key of the seed in a file, "" where there is no file.
func keyOf(path string) (string, error) {
	seed, err := readSeed(path)
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
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

// makeSeed puts a new seed in place, whole or not at all, and where there is none: of several who make one
// at once, one's stays.
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
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("keep the edge's seed: %w", err)
	}
	file, err := os.CreateTemp(dir, filepath.Base(path)+".half-*") // for its owner alone
	if err != nil {
		return fmt.Errorf("keep the edge's seed: %w", err)
	}
	_, err = file.Write(seed)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		if err = os.Link(file.Name(), path); errors.Is(err, os.ErrExist) {
			err = nil
		}
	}
	if err := errors.Join(err, os.Remove(file.Name()), syncDir(dir)); err != nil {
		return fmt.Errorf("keep the edge's seed: %w", err)
	}
	return nil
}

// syncDir returns when the names in a directory are on disk: a key that others know must not be lost.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// NextSeed is the file with the seed that takes the place of the one in path while a key is being changed.
func NextSeed(path string) string { return path + ".next" }

// TakeNextSeed puts the next seed in the place of the one in path, at once and for good.
func TakeNextSeed(path string) error {
	if err := errors.Join(os.Rename(NextSeed(path), path), syncDir(filepath.Dir(path))); err != nil {
		return fmt.Errorf("put the new key in place: %w", err)
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

// KeyChange is the change of an edge's key to the next one, signed by both.
func KeyChange(edge, path string) (wire.KeyChange, error) {
	next := NextSeed(path)
	change := wire.KeyChange{Edge: edge}
	for _, key := range []struct {
		of   string
		into *string
	}{{path, &change.Old}, {next, &change.New}} {
		found, err := keyOf(key.of)
		if err == nil && found == "" {
			err = fmt.Errorf("change the edge's key: %s is missing", key.of)
		}
		if err != nil {
			return change, err
		}
		*key.into = found
	}
	var err error
	if change.ByOld, err = Sign(path, change.Proof()); err != nil {
		return change, err
	}
	change.ByNew, err = Sign(next, change.Proof())
	return change, err
}
