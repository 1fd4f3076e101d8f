package reason

// Codes of notifications.
const (
	NoMailServer Code = "NO_MAIL_SERVER"
)

func notifyCodes() []Entry {
	return []Entry{
		{NoMailServer, Refusal, 422, nil, "no mail server is configured; whoever runs the backend can name one (mail.server)", "es ist kein Mailserver eingerichtet; wer das Backend betreibt, kann einen angeben (mail.server)"},
	}
}
