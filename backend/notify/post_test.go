package notify_test

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/backend/notify"
	"ohmstead/energy/reason"
)

func delivery(kind notify.Kind) notify.Claimed {
	site := uuid.New()
	item := notify.Item{
		Event: uuid.New(), Change: "RAISED", At: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC), Severity: event.Severe, Code: reason.StaleData,
		Params: map[string]any{"device": "Zähler", "age_seconds": 12}, Site: site, SiteName: "Haus am See\r\nBcc: everybody@example.org",
	}
	return notify.Claimed{
		Delivery: notify.Delivery{ID: uuid.New(), ChannelName: "on call", Count: 1, Attempts: 1, Items: []notify.Item{item}},
		To:       notify.Channel{Secret: "whsec_test", Draft: notify.Draft{Kind: kind, Language: "de", To: []string{"ada@example.org", "grace@example.org"}}},
	}
}

func mailServer(m *mailbox) notify.MailServer {
	return notify.MailServer{Address: m.address(), From: "ohmstead@example.org", Username: "ohmstead", Password: "secret", TLS: &tls.Config{RootCAs: m.trusts, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}}
}

func TestPost_HandsAMailInOverSTARTTLS(t *testing.T) {
	m := newMailbox(t, true)
	post := notify.NewPost(mailServer(m), notify.NewHooks(false))
	if o := post.Attempt(t.Context(), delivery(notify.Mail), time.Now()); o.State != notify.Sent {
		t.Fatalf("%+v", o)
	}
	mails := m.received()
	if len(mails) != 1 || len(m.logins) != 1 {
		t.Fatalf("%d mails, %d logins", len(mails), len(m.logins))
	}
	for _, want := range []string{"RCPT TO:<ada@example.org>", "RCPT TO:<grace@example.org>", "From: Ohmstead <ohmstead@example.org>", "=?utf-8?q?Alarm:_Z=C3=A4hler_hat", "Auto-Submitted: auto-generated", "Z=C3=A4hler hat seit 12 s nichts"} {
		if !strings.Contains(mails[0], want) {
			t.Errorf("the mail lacks %q:\n%s", want, mails[0])
		}
	}
	if strings.Contains(mails[0], "\nBcc:") {
		t.Errorf("a site's name makes a header:\n%s", mails[0])
	}
}

func TestPost_TellsWhatCanBeTriedAgain(t *testing.T) {
	now := time.Now()
	later, never, plain := newMailbox(t, true), newMailbox(t, true), newMailbox(t, false)
	later.busy, never.refuse = 1, true
	allowed := mailServer(plain)
	allowed.Plain, allowed.Username = true, ""
	strangers := mailServer(newMailbox(t, true))
	strangers.TLS = nil
	tests := map[string]struct {
		server   notify.MailServer
		attempts int
		want     string
		why      reason.Code
	}{
		"put off":                         {mailServer(later), 1, notify.Pending, reason.MailRefused},
		"the last attempt":                {notify.MailServer{Address: "127.0.0.1:1"}, notify.MaxAttempts, notify.Dead, reason.MailServerUnreachable},
		"nobody listens":                  {notify.MailServer{Address: "127.0.0.1:1"}, 1, notify.Pending, reason.MailServerUnreachable},
		"refused":                         {mailServer(never), 1, notify.Dead, reason.MailRefused},
		"no encryption":                   {mailServer(plain), 1, notify.Dead, reason.MailNotEncrypted},
		"no encryption, which is allowed": {allowed, 1, notify.Sent, ""},
		"a certificate of nobody known":   {strangers, 1, notify.Pending, reason.MailNotEncrypted},
		"no server":                       {notify.MailServer{}, 1, notify.Dead, reason.NoMailServer},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := delivery(notify.Mail)
			d.Attempts = tt.attempts
			o := notify.NewPost(tt.server, notify.NewHooks(false)).Attempt(t.Context(), d, now)
			if o.State != tt.want || o.Why.Code != tt.why || strings.Contains(reason.Text(o.Why.Code, "de", o.Why.Params), "{") {
				t.Errorf("%+v, want %s", o, tt.want)
			}
			if pause := o.Due.Sub(now); o.State == notify.Pending && (pause < 24*time.Second || pause > 36*time.Second) {
				t.Errorf("the first pause is %v", pause)
			}
		})
	}
}

// A receiver checks what it gets as it would: the signature over timestamp and body.
func TestPost_SignsWhatGoesToAWebhook(t *testing.T) {
	var got notify.HookBody
	fails := 1
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		seconds, err := strconv.ParseInt(r.Header.Get("Ohmstead-Timestamp"), 10, 64)
		if err != nil || r.Header.Get("Ohmstead-Signature") != "v1="+notify.Sign("whsec_test", seconds, body) {
			t.Errorf("signed %q at %q, %v", r.Header.Get("Ohmstead-Signature"), r.Header.Get("Ohmstead-Timestamp"), err)
		}
		if fails > 0 {
			fails--
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		if err := json.Unmarshal(body, &got); err != nil {
			t.Error(err)
		}
	}))
	defer receiver.Close()
	d := delivery(notify.Webhook)
	d.To.URL = receiver.URL
	post := notify.NewPost(notify.MailServer{}, notify.NewHooks(true))
	if o := post.Attempt(t.Context(), d, time.Now()); o.State != notify.Pending || o.Why.Code != reason.WebhookRefused || o.Why.Params["status"] != 503 {
		t.Errorf("the first attempt: %+v", o)
	}
	if o := post.Attempt(t.Context(), d, time.Now()); o.State != notify.Sent {
		t.Errorf("the second attempt: %+v", o)
	}
	if got.Delivery != d.ID || got.Schema != 1 || got.Count != 1 || len(got.Items) != 1 || !strings.Contains(got.Items[0].TextEN, "nothing fresh for 12 s") {
		t.Errorf("got %+v", got)
	}
}

func TestPost_CallsNoPrivateAddressAndFollowsNoRedirect(t *testing.T) {
	called := 0
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		called++
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	}))
	defer receiver.Close()
	port := receiver.URL[strings.LastIndex(receiver.URL, ":"):]
	guarded := notify.NewPost(notify.MailServer{}, notify.NewHooks(false))
	for _, url := range []string{receiver.URL, "http://localhost" + port, "http://[::ffff:127.0.0.1]" + port, "http://0.0.0.0" + port, "http://10.0.0.1/", "http://169.254.169.254/latest", "http://100.64.0.1/", "http://[fd00::1]/", "http://[64:ff9b::7f00:1]/"} {
		d := delivery(notify.Webhook)
		d.To.URL = url
		if o := guarded.Attempt(t.Context(), d, time.Now()); o.State != notify.Dead || o.Why.Code != reason.InvalidValue || !strings.Contains(reason.Text(o.Why.Code, "en", o.Why.Params), "public") {
			t.Errorf("%s: %+v", url, o)
		}
	}
	if called != 0 {
		t.Errorf("the receiver was called %d times", called)
	}
	d := delivery(notify.Webhook)
	d.To.URL = receiver.URL
	if o := notify.NewPost(notify.MailServer{}, notify.NewHooks(true)).Attempt(t.Context(), d, time.Now()); o.State != notify.Dead || called != 1 {
		t.Errorf("a redirect: %+v after %d calls", o, called)
	}
}

func TestPlan_SortsByRoutesAndGathersStorms(t *testing.T) {
	now := time.Now()
	site, other, rule := uuid.New(), uuid.New(), uuid.New()
	item := func(severity event.Severity, at uuid.UUID, change string, of uuid.UUID) notify.Item {
		return notify.Item{Severity: severity, Site: at, Change: change, Rule: of}
	}
	items := []notify.Item{item(event.Severe, site, "RAISED", uuid.Nil), item(event.Info, site, "RAISED", rule), item(event.Warning, other, "CLEARED", uuid.Nil)}
	channel := func(d notify.Draft) notify.Channel {
		d.Enabled = true
		return notify.Channel{ID: uuid.New(), Draft: d}
	}
	tests := map[string]struct {
		draft   notify.Draft
		traffic notify.Traffic
		want    int
		due     time.Duration
	}{
		"all of it":                 {notify.Draft{Cleared: true, Routes: []notify.Route{{}}}, notify.Traffic{}, 3, 0},
		"not what clears":           {notify.Draft{Routes: []notify.Route{{}}}, notify.Traffic{}, 2, 0},
		"by severity":               {notify.Draft{Routes: []notify.Route{{Least: event.Warning}}}, notify.Traffic{}, 1, 0},
		"by site":                   {notify.Draft{Cleared: true, Routes: []notify.Route{{Site: &other}}}, notify.Traffic{}, 1, 0},
		"by rule":                   {notify.Draft{Routes: []notify.Route{{Rule: &rule}}}, notify.Traffic{}, 1, 0},
		"by two routes once":        {notify.Draft{Routes: []notify.Route{{Rule: &rule}, {Site: &site}}}, notify.Traffic{}, 2, 0},
		"bound to a site":           {notify.Draft{Site: &other, Cleared: true, Routes: []notify.Route{{}}}, notify.Traffic{}, 1, 0},
		"in a storm it is gathered": {notify.Draft{Routes: []notify.Route{{}}}, notify.Traffic{Recent: 5}, 2, notify.StormSpan},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := channel(tt.draft)
			parcels := notify.Plan(items, []notify.Channel{c}, map[uuid.UUID]notify.Traffic{c.ID: tt.traffic}, now)
			if len(parcels) != 1 || len(parcels[0].Items) != tt.want || parcels[0].Due.Sub(now) != tt.due {
				t.Errorf("%+v", parcels)
			}
		})
	}
	off := channel(notify.Draft{Routes: []notify.Route{{}}})
	off.Enabled = false
	if parcels := notify.Plan(items, []notify.Channel{off}, nil, now); len(parcels) != 0 {
		t.Errorf("a channel that is off gets %+v", parcels)
	}
}
