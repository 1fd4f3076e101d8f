package peer_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	mrand "math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	health "ohmstead/edge/device"
	"ohmstead/edge/driver"
	"ohmstead/edge/driver/drivertest"
	"ohmstead/edge/driver/mqtt"
	"ohmstead/energy/point"
	"ohmstead/field/document"
	"ohmstead/internal/peer"
)

// mosquitto is a running broker.
type mosquitto struct {
	address  string   // host:port
	pub, sub []string // command lines of its clients, with how to get in
	devices  string   // the same for an entry of a site file
}

// broker starts mosquitto on loopback. Secure wants a certificate and a password.
func broker(t *testing.T, secure bool) mosquitto {
	t.Helper()
	const tries = 10
	var said string
	for range tries {
		m, ok, why := beginBroker(t, secure)
		if ok {
			return m
		}
		said = why // another program took the port before it did
	}
	t.Fatalf("mosquitto does not listen:\n%s", said)
	return mosquitto{}
}

// beginBroker starts mosquitto on a port that is free now, and reports whether it listens there or else what it
// said.
func beginBroker(t *testing.T, secure bool) (m mosquitto, listens bool, said string) {
	t.Helper()
	server, clients := peer.Mosquitto().Command(t), peer.MosquittoClients().Command(t)
	dir, port := t.TempDir(), freePort(t)
	m = mosquitto{address: "127.0.0.1:" + port, pub: []string{clients[0], "-p", port, "-V", "5"}, sub: []string{clients[1], "-p", port, "-V", "5"}}
	config := "listener " + port + " 127.0.0.1\nallow_anonymous true\n"
	if secure {
		config = strings.Replace(config, "true", "false", 1) + secrets(t, dir)
		file := filepath.Join(dir, "password")
		in := []string{"--cafile", filepath.Join(dir, "cert.pem"), "-u", "ohm", "-P", "sesame"}
		m.pub, m.sub = append(m.pub, in...), append(m.sub, in...)
		m.devices = fmt.Sprintf(", user: ohm, password_file: %q, ca_file: %q", file, filepath.Join(dir, "cert.pem"))
	}
	file := filepath.Join(dir, "mosquitto.conf")
	write(t, file, config)
	cmd := exec.Command(server[0], "-c", file)
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for !listens && lines.Scan() {
		said += lines.Text() + "\n"
		listens = strings.HasSuffix(lines.Text(), " running")
	}
	var rest sync.WaitGroup
	rest.Go(func() {
		for lines.Scan() { // a pipe that is full would stop it
			continue
		}
	})
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		rest.Wait()
		_ = cmd.Wait()
	})
	return m, listens, said
}

// secrets makes a certificate and the file of a password, and the lines of a configuration for them.
func secrets(t *testing.T, dir string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "cert.pem"), string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})))
	write(t, filepath.Join(dir, "key.pem"), string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})))
	write(t, filepath.Join(dir, "password"), "sesame\n")
	if out, err := exec.Command("mosquitto_passwd", "-c", "-b", filepath.Join(dir, "users"), "ohm", "sesame").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return fmt.Sprintf("certfile %[1]s/cert.pem\nkeyfile %[1]s/key.pem\npassword_file %[1]s/users\nuser root\n", dir)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// freePort is a port of loopback that nobody has now, below those that Linux gives to outgoing connections
// (ip_local_port_range): any test beside this one connects somewhere before the broker listens.
func freePort(t *testing.T) string {
	t.Helper()
	const first, count, tries = 20_000, 12_000, 1_000
	var err error
	for range tries {
		port := strconv.Itoa(first + mrand.IntN(count))
		var l net.Listener
		if l, err = net.Listen("tcp", "127.0.0.1:"+port); err == nil {
			_ = l.Close()
			return port
		}
	}
	t.Fatalf("no port is free: %v", err)
	return ""
}

func (m mosquitto) publish(t *testing.T, topic, payload string, more ...string) {
	t.Helper()
	line := slices.Concat(m.pub, []string{"-t", topic, "-m", payload, "-q", "1"}, more)
	if out, err := exec.Command(line[0], line[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("mosquitto_pub %s: %v\n%s", topic, err, out)
	}
}

// listen gathers what is published on topics until the test ends.
func (m mosquitto) listen(t *testing.T, topic string) func() []string {
	t.Helper()
	line := slices.Concat(m.sub, []string{"-t", topic, "-v"})
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, line[0], line[1:]...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var heard []string
	done := make(chan struct{})
	go func() {
		defer close(done)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			mu.Lock()
			heard = append(heard, lines.Text())
			mu.Unlock()
		}
	}()
	t.Cleanup(func() { cancel(); <-done; _ = cmd.Wait() })
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(heard)
	}
}

// A Tasmota socket played by mosquitto's own clients, behind mosquitto: read, switched, given up by
// its last will.
func TestOurMQTTDriverThroughMosquitto(t *testing.T) {
	for name, secure := range map[string]bool{"in the clear": false, "with TLS and a password": true} {
		t.Run(name, func(t *testing.T) {
			m := broker(t, secure)
			lib, err := document.Load()
			if err != nil {
				t.Fatal(err)
			}
			known, err := driver.NewLibrary(driver.Documents(lib, document.MQTT))
			if err != nil {
				t.Fatal(err)
			}
			heard := m.listen(t, "cmnd/#")
			scheme := map[bool]string{true: "mqtts", false: "mqtt"}[secure]
			s := drivertest.Start(t, known, fmt.Sprintf(`
devices:
  - {key: socket, profile: tasmota-mqtt, address: "%s://%s", poll: 50ms, timeout: 2s, params: {topic: plug1}%s}
assets: [{id: boiler0, nature: LOAD, device: socket, max_active_power_watts: 2000, safe_state: 0}]
`, scheme, m.address, m.devices), func(cfg driver.Config) (drivertest.Runner, error) {
				return mqtt.New(mqtt.Config{Config: cfg, Library: lib})
			})
			drivertest.Eventually(t, "the driver asks", func() bool { return slices.Contains(heard(), "cmnd/plug1/Backlog Status 8;Power") })
			m.publish(t, "stat/plug1/STATUS8", `{"StatusSNS":{"ENERGY":{"Total":1.5,"Power":1800,"Voltage":229,"Current":7.9}}}`)
			m.publish(t, "stat/plug1/POWER", "ON")
			drivertest.Eventually(t, "it is read", func() bool {
				return s.At("boiler0", point.ActivePower).Value == 1800 && s.At("boiler0", "EnergyConsumed").Value == 1500 && s.At("boiler0", "SetEnabledApplied").Value == 1
			})
			s.Order("boiler0", "SetEnabled", 1, time.Hour)
			drivertest.Eventually(t, "it is switched on, its timer first", func() bool {
				all := heard()
				i, k := slices.Index(all, "cmnd/plug1/PulseTime 160"), slices.Index(all, "cmnd/plug1/Power ON")
				return i >= 0 && k > i
			})
			willOf(t, m)
			drivertest.Eventually(t, "its last will makes it silent", func() bool {
				h := s.Board.Of("socket")
				return h.Status == health.Silent && strings.Contains(h.Detail, "says that it is not there, on topic tele/plug1/LWT")
			})
			m.publish(t, "tele/plug1/LWT", "Online", "-r")
			m.publish(t, "stat/plug1/POWER", "OFF")
			drivertest.Eventually(t, "it is back", func() bool { return s.Board.Of("socket").Status == health.Answering })
			s.Stop()
			drivertest.Eventually(t, "it was switched off and let go", func() bool {
				all := heard()
				return slices.Contains(all, "cmnd/plug1/Power OFF") && slices.Contains(all, "cmnd/plug1/PulseTime 0")
			})
		})
	}
}

// willOf connects as the device with a last will and breaks off without a word.
func willOf(t *testing.T, m mosquitto) {
	t.Helper()
	m.publish(t, "peer/kept", "hello", "-r") // its arrival shows that the client is connected
	line := slices.Concat(m.sub, []string{"-t", "peer/kept", "--will-topic", "tele/plug1/LWT", "--will-payload", "Offline", "--will-retain"})
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, line[0], line[1:]...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if lines := bufio.NewScanner(out); !lines.Scan() || lines.Text() != "hello" {
		t.Errorf("the client with the will says %q", lines.Text())
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}
