package reason

// Codes of the edge's own panel.
const (
	WrongPassword     Code = "WRONG_PASSWORD"
	PanelLogin        Code = "PANEL_LOGIN"
	PanelLoginRefused Code = "PANEL_LOGIN_REFUSED"
)

func panelCodes() []Entry {
	return []Entry{
		{WrongPassword, Refusal, 401, nil, "the password is wrong; it is in panel-login.json of the edge's data directory", "das Passwort ist falsch; es steht in panel-login.json im Datenverzeichnis des Edge"},
		{PanelLogin, Notice, 0, []string{"remote"}, "somebody at {remote} logged in to the edge's own panel", "jemand an {remote} hat sich am Panel des Edge angemeldet"},
		{PanelLoginRefused, Notice, 0, []string{"remote"}, "a login to the edge's own panel from {remote} was refused", "eine Anmeldung am Panel des Edge von {remote} wurde abgewiesen"},
	}
}
