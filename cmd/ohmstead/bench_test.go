package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"ohmstead/backend/postgres/private"
	"ohmstead/sim"
)

const (
	processRounds = 3
	edgeLives     = 10 * time.Second
)

// BenchmarkProcess measures the program as its users start it: the real binary, in processes of its
// own.
func BenchmarkProcess(b *testing.B) {
	binary := filepath.Join(b.TempDir(), "ohmstead")
	build := exec.Command("go", "build", "-trimpath", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := build.CombinedOutput(); err != nil {
		b.Fatalf("build the program: %v\n%s", err, text)
	}
	b.Run("Edge", func(b *testing.B) {
		for b.Loop() {
			edgeProcess(b, binary)
		}
	})
	first := starts{}
	second := starts{}
	b.Run("UpCold", func(b *testing.B) {
		for b.Loop() {
			first, second = starts{}, starts{}
			for range processRounds {
				dir := dataDir(b)
				first.add(upProcess(b, binary, dir), postgresAlone(b, filepath.Join(dir, "alone")))
				second.add(upProcess(b, binary, dir), postgresAlone(b, filepath.Join(dir, "alone")))
			}
			first.report(b)
		}
	})
	b.Run("UpSecond", func(b *testing.B) {
		for b.Loop() {
			second.report(b)
		}
	})
}

// process is a started program with what it prints.
type process struct {
	cmd   *exec.Cmd
	began time.Time
	lines chan string // of standard error; closed at its end
}

func start(b *testing.B, binary string, args ...string) *process {
	b.Helper()
	p := &process{cmd: exec.Command(binary, args...), lines: make(chan string, 1024)}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		b.Fatal(err)
	}
	p.began = time.Now()
	if err := p.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	go func() {
		defer close(p.lines)
		for scan := bufio.NewScanner(stderr); scan.Scan(); {
			select {
			case p.lines <- scan.Text():
			default: // nobody reads any more
			}
		}
	}()
	return p
}

// says waits for a line that holds text and tells how long after the start it came.
func (p *process) says(b *testing.B, text string) time.Duration {
	b.Helper()
	timeout := time.After(time.Minute)
	for {
		select {
		case line, open := <-p.lines:
			if !open {
				b.Fatalf("%v ended without saying %q", p.cmd.Args, text)
			}
			if strings.Contains(line, text) {
				return time.Since(p.began)
			}
		case <-timeout:
			b.Fatalf("%v does not say %q", p.cmd.Args, text)
		}
	}
}

func (p *process) stop(b *testing.B) {
	b.Helper()
	_ = p.cmd.Process.Signal(os.Interrupt) // it may have ended by itself, which Wait tells
	kill := time.AfterFunc(time.Minute, func() { _ = p.cmd.Process.Kill() })
	defer kill.Stop()
	for range p.lines {
	}
	if err := p.cmd.Wait(); err != nil {
		b.Errorf("%v: %v", p.cmd.Args, err)
	}
}

// peak is the highest resident memory so far, in bytes (VmHWM of proc(5)).
func (p *process) peak(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range bytes.Lines(status) {
		var kilobytes float64
		if _, err := fmt.Sscanf(string(line), "VmHWM: %f kB", &kilobytes); err == nil {
			return kilobytes * 1024
		}
	}
	b.Fatal("the kernel does not tell VmHWM")
	return 0
}

// edgeProcess runs the demo's edge without a backend beside the simulator, and the program's help
// as the floor of any process of this binary.
func edgeProcess(b *testing.B, binary string) {
	dir := dataDir(b)
	file, simFile := filepath.Join(dir, "site.yaml"), filepath.Join(dir, "sim.yaml")
	site, devices := string(demoSite), "devices:\n"
	for _, d := range sim.Default().Devices {
		address := freeAddress(b) // the demo's own ports may be taken
		site = strings.ReplaceAll(site, d.Listen, address)
		devices += fmt.Sprintf("  - {key: %s, role: %s, listen: %q}\n", d.Key, d.Role, address)
	}
	for name, text := range map[string]string{file: site, simFile: devices} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	simulated := start(b, binary, "sim", "-c", simFile)
	defer simulated.stop(b)
	time.Sleep(time.Second) // for its ports
	var cycle, help, resident, helpResident []float64
	for i := range processRounds {
		p := start(b, binary, "edge", "-c", file, "--data", filepath.Join(dir, fmt.Sprint("edge", i)))
		cycle = append(cycle, float64(p.says(b, `"edge runs"`)))
		p.says(b, "device answers")
		time.Sleep(edgeLives)
		resident = append(resident, p.peak(b))
		p.stop(b)

		began := time.Now()
		c := exec.Command(binary, "--help")
		if err := c.Run(); err != nil {
			b.Fatal(err)
		}
		help = append(help, float64(time.Since(began)))
		if usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
			helpResident = append(helpResident, float64(usage.Maxrss)*1024)
		}
	}
	b.ReportMetric(middle(cycle), "cycle-ns")
	b.ReportMetric(middle(help), "help-ns")
	b.ReportMetric(slices.Max(resident), "resident-bytes")
	b.ReportMetric(middle(helpResident), "help-bytes")
	b.Logf("the demo's edge (4 devices, 88 channels, 5 cycles a second, no backend) over %v beside `ohmstead sim`, %d times", edgeLives, processRounds)
}

func middle(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(values))[len(values)/2]
}

// starts are durations of several starts, in nanoseconds.
type starts struct{ ready, live, postgres []float64 }

// started is how long one start took.
type started struct{ ready, live time.Duration }

func (s *starts) add(up started, postgres time.Duration) {
	s.ready = append(s.ready, float64(up.ready))
	s.live = append(s.live, float64(up.live))
	s.postgres = append(s.postgres, float64(postgres))
}

func (s *starts) report(b *testing.B) {
	b.ReportMetric(middle(s.ready), "ready-ns")
	b.ReportMetric(middle(s.live), "live-ns")
	b.ReportMetric(middle(s.postgres), "postgres-ns")
}

// upProcess starts everything and asks until it is ready and until a value is shown that was
// measured after the start.
func upProcess(b *testing.B, binary, dir string) started {
	b.Helper()
	address := freeAddress(b)
	p := start(b, binary, "up", "--data", dir, "--http", address)
	defer p.stop(b)
	v := &visitor{url: "http://" + address}
	await(b, "/readyz answers", func() bool { return v.ask(http.MethodGet, "/readyz", "", nil) == nil })
	s := started{ready: time.Since(p.began)}
	await(b, "the login works", func() bool { return v.login(filepath.Join(dir, "first-login.json")) == nil })
	var now struct {
		Readings []struct {
			Value     *float64
			Timestamp time.Time
		}
	}
	await(b, "a live value is shown", func() bool {
		if v.ask(http.MethodGet, "/api/sites/"+v.site+"/live", "", &now) != nil {
			return false
		}
		for _, r := range now.Readings {
			if r.Value != nil && r.Timestamp.After(p.began) {
				return true
			}
		}
		return false
	})
	s.live = time.Since(p.began)
	await(b, "the simulated past is kept", func() bool {
		_, err := os.Stat(filepath.Join(dir, "past-kept")) // a second start has none to simulate
		return err == nil
	})
	return s
}

func freeAddress(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func await(b *testing.B, what string, met func() bool) {
	b.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !met(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			b.Fatalf("within two minutes not: %s", what)
		}
	}
}

// visitor is who looks at the pages.
type visitor struct{ url, token, site string }

func (v *visitor) login(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var first login
	if err := json.Unmarshal(data, &first); err != nil {
		return err
	}
	var session struct{ Token string }
	body := fmt.Sprintf(`{"email":%q,"password":%q}`, first.Email, first.Password)
	if err := v.ask(http.MethodPost, "/api/login", body, &session); err != nil {
		return err
	}
	v.token = session.Token
	var sites struct{ Items []struct{ ID string } }
	if err := v.ask(http.MethodGet, "/api/sites", "", &sites); err != nil {
		return err
	}
	if len(sites.Items) == 0 {
		return fmt.Errorf("no site is shown")
	}
	v.site = sites.Items[0].ID
	return nil
}

func (v *visitor) ask(method, path, body string, into any) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, v.url+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	if v.token != "" {
		request.Header.Set("Authorization", "Bearer "+v.token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s %w", method, path, response.Status, err)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(data, into)
}

// postgresAlone is how long the private database alone takes to start in a directory, with its
// making where there is none yet.
func postgresAlone(b *testing.B, dir string) time.Duration {
	b.Helper()
	began := time.Now()
	server, err := private.Open(b.Context(), private.Config{Dir: dir}, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	took := time.Since(began)
	if err := server.Close(); err != nil {
		b.Fatal(err)
	}
	return took
}
