package backup

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Source is a database as it was at one instant.
type Source interface {
	// Schema is the newest migration of it.
	Schema(ctx context.Context) (int64, error)
	// Tables are its tables, with their columns and without their rows.
	Tables(ctx context.Context) ([]Table, error)
	// CopyOut writes the rows of a table, in order, and says how many there are.
	CopyOut(ctx context.Context, t Table, to io.Writer) (rows int64, err error)
	// Sequences are the numbers given out last.
	Sequences(ctx context.Context) (map[string]int64, error)
}

// Facts are what the database does not know.
type Facts struct {
	Software string
	TakenAt  time.Time
	Files    map[string][]byte // by name, what lies beside the database
}

// Write writes a backup. The file appears under its name when it is whole and on disk; a name that is
// taken is an error. Report is told what is being written.
func Write(ctx context.Context, path string, from Source, facts Facts, report func(string)) (m Manifest, err error) {
	if _, err := os.Lstat(path); err == nil {
		return m, fmt.Errorf("%s exists: choose another name", path)
	}
	half, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // mode 0600: it holds hashes of passwords
	if err != nil {
		return m, fmt.Errorf("make the backup: %w", err)
	}
	defer func() { _ = os.Remove(half.Name()) }() // after the link it is only a second name
	archive := zip.NewWriter(half)
	m, err = fill(ctx, archive, from, facts, report)
	if err := errors.Join(err, archive.Close(), half.Sync(), half.Close()); err != nil {
		return m, fmt.Errorf("write the backup: %w", err)
	}
	if err := os.Link(half.Name(), path); errors.Is(err, fs.ErrExist) {
		return m, fmt.Errorf("%s exists: choose another name", path)
	} else if err != nil {
		return m, fmt.Errorf("give the backup its name: %w", err)
	}
	return m, syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open the folder of the backup: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("keep the name of the backup: %w", err)
	}
	return nil
}

func fill(ctx context.Context, archive *zip.Writer, from Source, facts Facts, report func(string)) (Manifest, error) {
	m := Manifest{Product: Product, Format: Format, Software: facts.Software, TakenAt: facts.TakenAt.UTC(), Files: []File{}}
	var err error
	if m.Schema, err = from.Schema(ctx); err != nil {
		return m, err
	}
	if m.Tables, err = from.Tables(ctx); err != nil {
		return m, err
	}
	for i := range m.Tables {
		t := &m.Tables[i]
		report(fmt.Sprintf("table %d of %d, %s", i+1, len(m.Tables), t.Name))
		t.SHA256, err = entry(archive, "tables/"+t.Name, func(to io.Writer) error {
			t.Rows, err = from.CopyOut(ctx, *t, to)
			return err
		})
		if err != nil {
			return m, err
		}
	}
	// Sequences are not part of a snapshot: read after the rows, they are never behind them.
	if m.Sequences, err = from.Sequences(ctx); err != nil {
		return m, err
	}
	for name, data := range facts.Files {
		sum, err := entry(archive, "files/"+name, func(to io.Writer) error {
			_, err := to.Write(data)
			return err
		})
		if err != nil {
			return m, err
		}
		m.Files = append(m.Files, File{Name: name, SHA256: sum})
	}
	slices.SortFunc(m.Files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return m, fmt.Errorf("encode the manifest: %w", err)
	}
	_, err = entry(archive, manifestName, func(to io.Writer) error {
		_, err := to.Write(append(data, '\n'))
		return err
	})
	return m, err
}

const manifestName = "manifest.json"

// entry writes one part of the archive and gives its hash.
func entry(archive *zip.Writer, name string, write func(io.Writer) error) (string, error) {
	to, err := archive.Create(name)
	if err != nil {
		return "", fmt.Errorf("begin %s: %w", name, err)
	}
	sum := sha256.New()
	if err := write(io.MultiWriter(to, sum)); err != nil {
		return "", fmt.Errorf("write %s: %w", name, err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
