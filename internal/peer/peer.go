package peer

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Peer is a program that is not ours.
type Peer struct {
	Name string
	// Get is the command that installs it.
	Get string
	// find returns the command line that starts it; scratch is a folder for what it has to build.
	find func(ctx context.Context, scratch string) ([]string, error)
}

// Mbpoll is a command line client on libmodbus.
func Mbpoll() Peer {
	return Peer{"mbpoll", "apt-get install mbpoll", func(context.Context, string) ([]string, error) {
		path, err := exec.LookPath("mbpoll")
		return []string{path}, err
	}}
}

// Socat joins two pseudo terminals, so that programs speak over a serial line that is not there.
func Socat() Peer {
	return Peer{"socat", "apt-get install socat", func(context.Context, string) ([]string, error) {
		path, err := exec.LookPath("socat")
		return []string{path}, err
	}}
}

// Mosquitto is a broker for MQTT, of the Eclipse foundation.
func Mosquitto() Peer {
	return Peer{"mosquitto", "apt-get install mosquitto", func(context.Context, string) ([]string, error) {
		for _, path := range []string{"mosquitto", "/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"} {
			if found, err := exec.LookPath(path); err == nil {
				return []string{found}, nil
			}
		}
		return nil, exec.ErrNotFound
	}}
}

// MosquittoClients are its clients, which publish, subscribe and ask from a command line.
func MosquittoClients() Peer {
	return Peer{"mosquitto-clients", "apt-get install mosquitto-clients", func(context.Context, string) ([]string, error) {
		pub, err := exec.LookPath("mosquitto_pub")
		if err != nil {
			return nil, err
		}
		sub, err := exec.LookPath("mosquitto_sub")
		if err != nil {
			return nil, err
		}
		request, err := exec.LookPath("mosquitto_rr")
		return []string{pub, sub, request}, err
	}}
}

// Libmodbus is the C library, behind a program that is compiled here.
func Libmodbus() Peer {
	return Peer{"libmodbus", "apt-get install gcc libc6-dev libmodbus-dev", func(ctx context.Context, scratch string) ([]string, error) {
		path := filepath.Join(scratch, "libmodbus-peer")
		out, err := exec.CommandContext(ctx, "gcc", "-O1", "-Wall", "-Wextra", "-Werror", "-I/usr/include/modbus", "-I/usr/local/include/modbus",
			"-o", path, "c/peer.c", "-lmodbus", "-lpthread").CombinedOutput()
		if err != nil {
			return nil, fmt.Errorf("compile c/peer.c: %w\n%s", err, out)
		}
		return []string{path}, nil
	}}
}

// FastAPI is what HTTP services are often written with in Python, with pydantic and asyncpg.
func FastAPI() Peer {
	return Peer{"FastAPI", "apt-get install python3-fastapi python3-uvicorn python3-uvloop python3-httptools python3-asyncpg", func(ctx context.Context, _ string) ([]string, error) {
		const python = "/usr/bin/python3"
		if out, err := exec.CommandContext(ctx, python, "-c", "import fastapi, uvicorn, uvloop, httptools, asyncpg").CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%w\n%s", err, out)
		}
		return []string{python}, nil
	}}
}

// Pymodbus is the Python library, in the packages of the system's interpreter.
func Pymodbus() Peer {
	return Peer{"pymodbus", "apt-get install python3-pymodbus python3-serial-asyncio", func(ctx context.Context, _ string) ([]string, error) {
		const python = "/usr/bin/python3"
		if out, err := exec.CommandContext(ctx, python, "-c", "import pymodbus.client").CombinedOutput(); err != nil {
			return nil, fmt.Errorf("import pymodbus.client: %w\n%s", err, out)
		}
		return []string{python, "python/peer.py"}, nil
	}}
}

// DER is an inverter with SunSpec's models of IEEE 1547-2018, laid out by hand on pymodbus.
func DER() Peer {
	p := Pymodbus()
	find := p.find
	p.find = func(ctx context.Context, scratch string) ([]string, error) {
		line, err := find(ctx, scratch)
		if err != nil {
			return nil, err
		}
		return []string{line[0], "python/der.py"}, nil
	}
	return p
}

// PythonCAN is a Python library for CAN, in the packages of the system's interpreter.
func PythonCAN() Peer {
	return Peer{"python-can", "apt-get install python3-can python3-serial", func(ctx context.Context, _ string) ([]string, error) {
		const python = "/usr/bin/python3"
		if out, err := exec.CommandContext(ctx, python, "-c", "import can, serial").CombinedOutput(); err != nil {
			return nil, fmt.Errorf("import can: %w\n%s", err, out)
		}
		return []string{python, "python/battery.py"}, nil
	}}
}

// ModbusSerial and Jsmodbus are the two libraries of the npm registry that have both roles.
func ModbusSerial() Peer { return node("modbus-serial") }

// Jsmodbus answers a read beyond its map with fewer registers than asked for.
func Jsmodbus() Peer { return node("jsmodbus") }

// OIDCProvider is an identity provider that the OpenID Foundation has certified.
func OIDCProvider() Peer { return node("oidc-provider") }

func node(library string) Peer {
	return Peer{library, "scripts/need node peers", func(context.Context, string) ([]string, error) {
		if _, err := os.Stat(filepath.Join("npm/node_modules", library, "package.json")); err != nil {
			return nil, err
		}
		path, err := exec.LookPath("node")
		return []string{path, "npm/" + library + ".mjs"}, err
	}}
}

// Optimum is HiGHS for linear programs and cvxopt for quadratic ones.
func Optimum() Peer {
	return Peer{"HiGHS and cvxopt", "apt-get install python3-scipy python3-cvxopt", func(ctx context.Context, _ string) ([]string, error) {
		const python = "/usr/bin/python3"
		if out, err := exec.CommandContext(ctx, python, "-c", "import cvxopt, scipy.optimize._highs._highs_wrapper").CombinedOutput(); err != nil {
			return nil, fmt.Errorf("import cvxopt and the HiGHS of scipy: %w\n%s", err, out)
		}
		return []string{python, "python/optimum.py"}, nil
	}}
}

// All is every peer there is.
func All() []Peer {
	return append(BothRoles(), Mbpoll(), Socat(), Optimum(), Mosquitto(), MosquittoClients(), PythonCAN(), OIDCProvider())
}

// BothRoles is the peers that are client and server.
func BothRoles() []Peer { return []Peer{Libmodbus(), Pymodbus(), ModbusSerial(), Jsmodbus()} }

// Command is the peer's command line. Where the peer is missing the test fails or, without the tag
// peers, skips.
func (p Peer) Command(t testing.TB) []string {
	t.Helper()
	line, err := p.find(t.Context(), t.TempDir())
	switch {
	case err != nil && required:
		t.Fatalf("%s is missing, get it by: %s\n%v", p.Name, p.Get, err)
	case err != nil:
		t.Skipf("SKIPPED: %s is missing, get it by: %s", p.Name, p.Get)
	}
	return line
}

// Announce writes one line for each missing peer whose tests will skip, and a summary; nothing when
// all are there or all are required.
func Announce(ctx context.Context, w io.Writer) error {
	if required {
		return nil
	}
	scratch, err := os.MkdirTemp("", "peers")
	if err != nil {
		return fmt.Errorf("look for peers: %w", err)
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	var missing []string
	for _, p := range All() {
		if _, err := p.find(ctx, scratch); err != nil {
			fmt.Fprintf(w, "SKIPPED %s: missing, get it by: %s\n", p.Name, p.Get)
			missing = append(missing, p.Name)
		}
	}
	if len(missing) > 0 {
		fmt.Fprintf(w, "%d of %d independent programs are missing and their tests skip: %s\n", len(missing), len(All()), strings.Join(missing, ", "))
	}
	return nil
}
