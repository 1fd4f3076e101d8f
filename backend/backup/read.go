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
)

// maxManifest bounds the manifest, and each of the files beside the database.
const maxManifest = 16 << 20

// Target is an empty database that takes the rows of a backup.
type Target interface {
	// CopyIn stores the rows of a table and says how many it took.
	CopyIn(ctx context.Context, t Table, from io.Reader) (rows int64, err error)
}

// Backup is a file whose every byte is as its manifest says. Close it.
type Backup struct {
	Manifest
	archive *zip.ReadCloser
	files   map[string][]byte
}

// Open reads a backup through and compares everything with its hash. A file that is damaged, is no
// backup or was written by a newer program is an error of one line.
func Open(ctx context.Context, path string, report func(string)) (*Backup, error) {
	archive, err := zip.OpenReader(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no file %s", path)
	case errors.Is(err, zip.ErrFormat):
		return nil, fmt.Errorf("%s is no backup, or its end is missing", path)
	case err != nil:
		return nil, fmt.Errorf("open the backup: %w", err)
	}
	b := &Backup{archive: archive, files: map[string][]byte{}}
	if err := b.check(ctx, report); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), archive.Close())
	}
	return b, nil
}

// Close closes the file.
func (b *Backup) Close() error { return b.archive.Close() }

// File is what lay beside the database under that name; nil where nothing did.
func (b *Backup) File(name string) []byte { return b.files[name] }

func (b *Backup) check(ctx context.Context, report func(string)) error {
	data, err := b.read(manifestName)
	if err != nil {
		return errors.New("it has no manifest that can be read: it is no backup, or damaged")
	}
	if err := json.Unmarshal(data, &b.Manifest); err != nil || b.Product != Product {
		return errors.New("its manifest is not that of a backup of Ohmstead")
	}
	if b.Format > Format {
		return fmt.Errorf("it has format %d, this program reads up to %d: restore it with the program that wrote it (%s) or a newer one", b.Format, Format, b.Software)
	}
	for i, t := range b.Tables {
		if err := ctx.Err(); err != nil {
			return err
		}
		report(fmt.Sprintf("check table %d of %d, %s", i+1, len(b.Tables), t.Name))
		if err := b.compare("tables/"+t.Name, t.SHA256, io.Discard); err != nil {
			return err
		}
	}
	for _, f := range b.Files {
		if b.files[f.Name], err = b.read("files/" + f.Name); err != nil {
			return fmt.Errorf("it is damaged: %w", err)
		}
		if err := b.compare("files/"+f.Name, f.SHA256, io.Discard); err != nil {
			return err
		}
	}
	return nil
}

// compare reads a part to its end and compares it with its hash.
func (b *Backup) compare(name, want string, to io.Writer) error {
	part, err := b.archive.Open(name)
	if err != nil {
		return fmt.Errorf("it is damaged: %s is missing", name)
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(to, sum), part)
	if err := errors.Join(err, part.Close()); err != nil || hex.EncodeToString(sum.Sum(nil)) != want {
		return fmt.Errorf("it is damaged: %s is not what was written", name)
	}
	return nil
}

func (b *Backup) read(name string) ([]byte, error) {
	part, err := b.archive.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	data, err := io.ReadAll(io.LimitReader(part, maxManifest))
	if err := errors.Join(err, part.Close()); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return data, nil
}

// Restore gives every table to the target, which has to take all of its rows.
func (b *Backup) Restore(ctx context.Context, to Target, report func(string)) error {
	for i, t := range b.Tables {
		report(fmt.Sprintf("table %d of %d, %s", i+1, len(b.Tables), t.Name))
		part, err := b.archive.Open("tables/" + t.Name)
		if err != nil {
			return fmt.Errorf("open the table %s: %w", t.Name, err)
		}
		rows, err := to.CopyIn(ctx, t, part)
		if err := errors.Join(err, part.Close()); err != nil {
			return fmt.Errorf("restore the table %s: %w", t.Name, err)
		}
		if rows != t.Rows {
			return fmt.Errorf("restore the table %s: %d rows arrived, the manifest says %d", t.Name, rows, t.Rows)
		}
	}
	return nil
}
