package private

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
)

// Roles every user of the process's account may log in as, by peer authentication.
const (
	RoleOwner  = "ohm"        // owns the schema; superuser of the private server
	RoleApp    = "ohm_app"    // the application, bound by row-level security
	RoleIngest = "ohm_ingest" // the telemetry writer
	RoleAuth   = "ohm_auth"   // credential look-ups
)

// Database is the name of the database that Open makes.
const Database = "ohm"

// Config says where a private server lives.
type Config struct {
	// Dir holds the cluster, its socket and its lock. It is made where missing.
	Dir string
	// Scratch turns off everything that costs time to survive a crash of the machine, for tests.
	Scratch bool
}

// Cluster is a prepared data directory with the binaries and the account that run it.
type Cluster struct {
	dir, socket string
	account     account
	bin         binaries
	scratch     bool
}

// Prepare finds the binaries and the account, makes the cluster where there is none, and writes
// its configuration. It does not start anything.
func Prepare(ctx context.Context, cfg Config) (*Cluster, error) {
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("resolve the data directory %s: %w", cfg.Dir, err)
	}
	who, err := serverAccount()
	if err != nil {
		return nil, err
	}
	if err := makeDir(dir); err != nil {
		return nil, err
	}
	// The server reports its working directory with symbolic links resolved; orphans are found by it.
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil, fmt.Errorf("resolve the data directory: %w", err)
	}
	c := &Cluster{dir: dir, account: who, scratch: cfg.Scratch}
	if err := errors.Join(who.reach(dir), who.own(dir)); err != nil {
		return nil, err
	}
	made, err := madeBy(c.data())
	if err != nil {
		return nil, err
	}
	if c.bin, err = find(ctx, debianBinaries, made); err != nil {
		return nil, err
	}
	if c.socket, err = socketDir(dir, who); err != nil {
		return nil, err
	}
	if made == 0 {
		if err := c.initialise(ctx); err != nil {
			return nil, err
		}
	}
	return c, c.configure()
}

// makeDir makes a folder for us alone below parents that others may pass through.
func makeDir(dir string) error {
	err := os.MkdirAll(filepath.Dir(dir), 0o755) //nolint:gosec // the server's account must get through
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	return nil
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

// ConnString is how this process connects to the database as the role.
func (c *Cluster) ConnString(role, database string) string {
	quote := strings.NewReplacer(`\`, `\\`, `'`, `\'`)
	return fmt.Sprintf("host='%s' user=%s dbname='%s' sslmode=disable", quote.Replace(c.socket), role, quote.Replace(database))
}

// Command is a child process that runs as the server's account, in a process group of its own so
// that Ctrl-C on the terminal reaches us alone.
func (c *Cluster) Command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...) //nolint:noctx // a server outlives the call that starts it
	cmd.Dir = c.dir
	cmd.Env = []string{"LC_ALL=C.UTF-8", "PATH=" + c.bin.dir + ":/usr/bin:/bin", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.account.credential(), Setpgid: true}
	return cmd
}

// ServerArgs is the command line of the server.
func (c *Cluster) ServerArgs() []string {
	return []string{filepath.Join(c.bin.dir, "postgres"), "-D", c.data(), "-k", c.socket}
}

// initialise makes the cluster under another name and renames it, so that a killed initdb never
// leaves half a cluster behind.
func (c *Cluster) initialise(ctx context.Context) error {
	half := c.data() + ".init"
	if err := os.RemoveAll(half); err != nil {
		return fmt.Errorf("remove an unfinished cluster: %w", err)
	}
	args := []string{"-D", half, "-U", RoleOwner, "-E", "UTF8", "--locale=C.UTF-8", "--auth=peer", "--data-checksums", "--no-instructions"}
	if c.scratch {
		args = append(args, "--no-sync")
	}
	cmd := c.Command(filepath.Join(c.bin.dir, "initdb"), args...)
	out, err := combinedOutput(ctx, cmd)
	if err != nil {
		return fmt.Errorf("make the cluster with initdb: %w: %s", err, strings.TrimSpace(string(out)))
	}
	conf := filepath.Join(half, "postgresql.conf")
	text, err := os.ReadFile(conf)
	if err == nil {
		err = os.WriteFile(conf, append(text, "\ninclude 'ohm.conf'\n"...), 0o600)
	}
	if err != nil {
		return fmt.Errorf("configure the cluster: %w", err)
	}
	if err := c.write(half, "ohm.conf", ""); err != nil {
		return err
	}
	if err := os.Rename(half, c.data()); err != nil {
		return fmt.Errorf("put the cluster in place: %w", err)
	}
	return nil
}

// combinedOutput runs cmd and kills it when ctx ends.
func combinedOutput(ctx context.Context, cmd *exec.Cmd) ([]byte, error) {
	stop := context.AfterFunc(ctx, func() {
		if cmd.Process != nil {
			_ = cmd.Process.Kill() // it may have ended in between
		}
	})
	defer stop()
	return cmd.CombinedOutput()
}

const settings = `listen_addresses = ''
unix_socket_permissions = 0700
logging_collector = off
log_line_prefix = ''
log_min_messages = log
log_min_error_statement = panic
timezone = 'UTC'
log_timezone = 'UTC'
shared_buffers = '256MB'
max_connections = 100
max_wal_size = '2GB'
wal_compression = on
jit = off
synchronous_commit = on
`

// Without these a machine that crashes loses the cluster; a process that crashes does not.
const scratchSettings = `fsync = off
full_page_writes = off
synchronous_commit = off
autovacuum = off
max_wal_size = '256MB'
max_connections = 300
shared_buffers = '64MB'
`

// configure writes what this version of the product wants of the server, at every start.
func (c *Cluster) configure() error {
	me, err := user.Current()
	if err != nil {
		return fmt.Errorf("look up the user of this process: %w", err)
	}
	var ident strings.Builder
	for _, role := range []string{RoleOwner, RoleApp, RoleIngest, RoleAuth} {
		fmt.Fprintf(&ident, "ohm \"%s\" %s\n", me.Username, role)
	}
	conf := settings
	if c.scratch {
		conf += scratchSettings
	}
	return errors.Join(
		c.write(c.data(), "pg_hba.conf", "local all all peer map=ohm\n"),
		c.write(c.data(), "pg_ident.conf", ident.String()),
		c.write(c.data(), "ohm.conf", conf),
	)
}

func (c *Cluster) write(dir, name, text string) error {
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return fmt.Errorf("configure the cluster: %w", err)
	}
	return c.account.own(path)
}
