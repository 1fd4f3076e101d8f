package notify_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// mailbox is a mail server on loopback with STARTTLS and a login, which keeps what it is given.
type mailbox struct {
	listener net.Listener
	tls      *tls.Config
	trusts   *x509.CertPool
	starttls bool

	mu     sync.Mutex
	mails  []string
	busy   int // so many mails are put off first
	refuse bool
	logins []string
}

func newMailbox(t *testing.T, starttls bool) *mailbox {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	m := &mailbox{starttls: starttls, trusts: x509.NewCertPool(), tls: &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}}
	m.trusts.AddCert(certificate)
	if m.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	var done sync.WaitGroup
	done.Go(func() {
		for {
			conn, err := m.listener.Accept()
			if err != nil {
				return
			}
			done.Go(func() { m.serve(conn) })
		}
	})
	t.Cleanup(func() { _ = m.listener.Close(); done.Wait() })
	return m
}

func (m *mailbox) address() string { return m.listener.Addr().String() }

func (m *mailbox) received() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string(nil), m.mails...)
}

// serve speaks as much of SMTP as a mail needs. Source: RFC 5321, RFC 3207, RFC 4616.
func (m *mailbox) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	say := func(text string) { _, _ = fmt.Fprint(conn, text+"\r\n") }
	say("220 mail")
	envelope, encrypted := "", false
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSpace(line)
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		switch verb {
		case "EHLO":
			switch {
			case encrypted:
				say("250-mail\r\n250 AUTH PLAIN")
			case m.starttls:
				say("250-mail\r\n250 STARTTLS")
			default:
				say("250 mail")
			}
		case "STARTTLS":
			say("220 go on")
			secure := tls.Server(conn, m.tls)
			if secure.Handshake() != nil {
				return
			}
			conn, in, encrypted = secure, bufio.NewReader(secure), true
		case "AUTH":
			m.mu.Lock()
			m.logins = append(m.logins, line)
			m.mu.Unlock()
			say("235 welcome")
		case "MAIL", "RCPT":
			m.mu.Lock()
			busy, refuse := m.busy > 0, m.refuse
			m.mu.Unlock()
			switch {
			case refuse && verb == "RCPT":
				say("550 nobody of that name")
			case busy && verb == "RCPT":
				m.mu.Lock()
				m.busy--
				m.mu.Unlock()
				say("451 later")
			default:
				envelope += line + "\n"
				say("250 yes")
			}
		case "DATA":
			say("354 go on")
			text := ""
			for {
				l, err := in.ReadString('\n')
				if err != nil || strings.TrimRight(l, "\r\n") == "." {
					break
				}
				text += l
			}
			m.mu.Lock()
			m.mails = append(m.mails, envelope+"\n"+text)
			m.mu.Unlock()
			say("250 kept")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("502 what?")
		}
	}
}
