package private

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// OldestMajor is the oldest PostgreSQL this product runs on: security_invoker views and the grants
// of the migrations need 15.
const OldestMajor = 15

// ErrNotInstalled means that no usable server binaries were found.
var ErrNotInstalled = errors.New("PostgreSQL server binaries (initdb, postgres) of version 15 or newer were found neither in /usr/lib/postgresql/*/bin nor in PATH; " +
	"install the package postgresql (make does), or give the URL of a database")

// binaries is a folder with initdb and postgres, and their major version.
type binaries struct {
	dir   string
	major int
}

// debianBinaries is where Debian and its descendants keep the server, one folder per major version.
const debianBinaries = "/usr/lib/postgresql/*/bin"

// find returns the newest binaries of at least OldestMajor in the folders of pattern and in PATH. A
// cluster can only be run by the major version that made it: with want > 0, only that will do.
func find(ctx context.Context, pattern string, want int) (binaries, error) {
	candidates, err := filepath.Glob(pattern)
	if err != nil {
		return binaries{}, fmt.Errorf("look for PostgreSQL binaries: %w", err)
	}
	if p, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(p); err == nil {
			candidates = append(candidates, filepath.Dir(real))
		}
	}
	var best binaries
	for _, dir := range candidates {
		major, ok := version(ctx, dir)
		if ok && major > best.major && (want == 0 || major == want) {
			best = binaries{dir: dir, major: major}
		}
	}
	switch {
	case want > 0 && best.major == 0:
		return binaries{}, fmt.Errorf("the data was made by PostgreSQL %d, whose binaries are not installed: install the package postgresql-%d, or move the data with pg_upgrade", want, want)
	case best.major < OldestMajor:
		return binaries{}, ErrNotInstalled
	}
	return best, nil
}

// version asks the postgres of dir for its major version; false where it or initdb is missing.
func version(ctx context.Context, dir string) (major int, ok bool) {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return 0, false
	}
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return 0, false
	}
	m := regexp.MustCompile(`\(PostgreSQL\) (\d+)`).FindStringSubmatch(string(out))
	if m == nil {
		return 0, false
	}
	major, err = strconv.Atoi(m[1])
	return major, err == nil
}

// madeBy is the major version that made the cluster in data, 0 where there is none.
func madeBy(data string) (int, error) {
	text, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the version of the cluster: %w", err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("read the version of the cluster %s: %w", data, err)
	}
	return major, nil
}
