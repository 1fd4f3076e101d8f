package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/smtp"
	"net/textproto"
	"time"

	"ohmstead/energy/reason"
)

// MailServer is where mails are handed in. The zero MailServer is none.
type MailServer struct {
	Address  string // host:port
	From     string
	Username string // "" for no login
	Password string
	// Plain allows a server without STARTTLS; then there is no login.
	Plain bool
	// TLS overrides how the server is checked; nil checks its certificate against its name.
	TLS *tls.Config
}

const mailTimeout = 30 * time.Second

// permanent marks a fault that another attempt would meet again.
type permanent struct{ error }

// Unwrap is the fault.
func (p permanent) Unwrap() error { return p.error }

// send hands a delivery in.
func (m MailServer) send(ctx context.Context, c Channel, d Delivery, now time.Time) error {
	if m.Address == "" {
		return permanent{reason.New(reason.NoMailServer, nil)}
	}
	dialer := net.Dialer{Timeout: mailTimeout}
	conn, err := dialer.DialContext(ctx, "tcp", m.Address)
	if err != nil {
		return troubled(reason.MailServerUnreachable, err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(now.Add(mailTimeout)); err != nil {
		return fmt.Errorf("bound the time of a mail: %w", err)
	}
	if err := m.converse(conn, c, d, now); err != nil {
		if said := new(textproto.Error); errors.As(err, &said) && said.Code >= 500 {
			return permanent{err}
		}
		return err
	}
	return nil
}

func (m MailServer) converse(conn net.Conn, c Channel, d Delivery, now time.Time) error {
	host, _, err := net.SplitHostPort(m.Address)
	if err != nil {
		return permanent{fmt.Errorf("read the address of the mail server: %w", err)}
	}
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		return troubled(reason.MailServerUnreachable, err)
	}
	defer client.Close()
	encrypted, _ := client.Extension("STARTTLS")
	switch {
	case encrypted:
		config := m.TLS
		if config == nil {
			config = &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
		}
		if err := client.StartTLS(config); err != nil {
			return troubled(reason.MailNotEncrypted, err)
		}
	case !m.Plain:
		return permanent{reason.New(reason.MailNotEncrypted, reason.Params{"fault": "no STARTTLS"})}
	}
	if m.Username != "" {
		if err := client.Auth(smtp.PlainAuth("", m.Username, m.Password, host)); err != nil {
			return troubled(reason.MailLoginRefused, err)
		}
	}
	if err := m.handIn(client, c, d, now); err != nil {
		return troubled(reason.MailRefused, err)
	}
	return nil
}

func (m MailServer) handIn(client *smtp.Client, c Channel, d Delivery, now time.Time) error {
	if err := client.Mail(m.From); err != nil {
		return fmt.Errorf("name the sender: %w", err)
	}
	for _, to := range c.To {
		if err := client.Rcpt(to); err != nil {
			return fmt.Errorf("name the receiver %s: %w", to, err)
		}
	}
	w, err := client.Data()
	if err != nil {
		return fmt.Errorf("begin the mail: %w", err)
	}
	if _, err := w.Write(m.message(c, d, now)); err != nil {
		return fmt.Errorf("write the mail: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("end the mail: %w", err)
	}
	_ = client.Quit() // the mail is taken; how the server says goodbye does not matter
	return nil
}

// message is a mail. Receivers do not see each other. Source: RFC 5322; RFC 3834 for Auto-Submitted.
func (m MailServer) message(c Channel, d Delivery, now time.Time) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: Ohmstead <%s>\r\nTo: undisclosed-recipients:;\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%s@ohmstead>\r\n", m.From,
		mime.QEncoding.Encode("utf-8", subject(d, c.Language)), now.Format(time.RFC1123Z), d.ID)
	b.WriteString("Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
	q := quotedprintable.NewWriter(&b)
	_, _ = q.Write([]byte(body(d, c.Language))) // into memory
	_ = q.Close()
	return b.Bytes()
}
