package reason

// Codes of notifications.
const (
	NoMailServer Code = "NO_MAIL_SERVER"

	// Why a delivery failed. fault is what the other side or the system said, as it said it.
	MailServerUnreachable Code = "MAIL_SERVER_UNREACHABLE"
	MailNotEncrypted      Code = "MAIL_NOT_ENCRYPTED"
	MailLoginRefused      Code = "MAIL_LOGIN_REFUSED"
	MailRefused           Code = "MAIL_REFUSED"
	WebhookUnreachable    Code = "WEBHOOK_UNREACHABLE"
	WebhookRefused        Code = "WEBHOOK_REFUSED"
	ChannelRemoved        Code = "CHANNEL_REMOVED"
	DeliveryFailed        Code = "DELIVERY_FAILED"
)

func notifyCodes() []Entry {
	return []Entry{
		{MailServerUnreachable, Notice, 0, []string{"fault"}, "the mail server cannot be reached ({fault})", "der Mailserver ist nicht erreichbar ({fault})"},
		{MailNotEncrypted, Notice, 0, []string{"fault"}, "the connection to the mail server cannot be encrypted ({fault})", "die Verbindung zum Mailserver lässt sich nicht verschlüsseln ({fault})"},
		{MailLoginRefused, Notice, 0, []string{"fault"}, "the mail server refused the login ({fault})", "der Mailserver hat die Anmeldung abgelehnt ({fault})"},
		{MailRefused, Notice, 0, []string{"fault"}, "the mail server did not take the mail ({fault})", "der Mailserver hat die Nachricht nicht angenommen ({fault})"},
		{WebhookUnreachable, Notice, 0, []string{"fault"}, "the webhook cannot be reached ({fault})", "der Webhook ist nicht erreichbar ({fault})"},
		{WebhookRefused, Notice, 0, []string{"status"}, "the webhook answered with status {status}", "der Webhook hat mit Status {status} geantwortet"},
		{ChannelRemoved, Notice, 0, nil, "the channel was removed before this was sent", "der Kanal wurde entfernt, bevor dies gesendet war"},
		{DeliveryFailed, Notice, 0, []string{"fault"}, "the message was not delivered ({fault})", "die Nachricht wurde nicht zugestellt ({fault})"},
		{NoMailServer, Refusal, 422, nil, "no mail server is configured; whoever runs the backend can name one (mail.server)", "es ist kein Mailserver eingerichtet; wer das Backend betreibt, kann einen angeben (mail.server)"},
	}
}
