package reason

// Codes of the edge's own panel.
const (
	WrongPassword     Code = "WRONG_PASSWORD"
	PanelLogin        Code = "PANEL_LOGIN"
	PanelLoginRefused Code = "PANEL_LOGIN_REFUSED"
	NotLocal          Code = "NOT_LOCAL"
	DeviceInUse       Code = "DEVICE_IN_USE"
	DeviceDriven      Code = "DEVICE_DRIVEN"
	DeviceSilent      Code = "DEVICE_SILENT"
	CommissioningBusy Code = "COMMISSIONING_BUSY"
	DeviceTried       Code = "DEVICE_TRIED"
)

func panelCodes() []Entry {
	return []Entry{
		{WrongPassword, Refusal, 401, nil, "the password is wrong; it is in panel-login.json of the edge's data directory", "das Passwort ist falsch; es steht in panel-login.json im Datenverzeichnis des Edge"},
		{NotLocal, Refusal, 403, []string{"address"}, "{address} is not in a network of this site; only loopback, private and link-local addresses are asked", "{address} liegt in keinem Netz dieses Standorts; gefragt werden nur Loopback-, private und Link-Local-Adressen"},
		{DeviceInUse, Refusal, 409, []string{"address", "device"}, "{address} is {device}, which takes one connection and has it: its values are on the Control page", "{address} ist {device}; es nimmt nur eine Verbindung an und hat sie: seine Werte stehen auf der Seite Regelung"},
		{DeviceDriven, Refusal, 409, []string{"device"}, "this edge drives {device}: take its asset by hand instead", "dieser Edge führt {device}: statt dessen die Anlage von Hand vorgeben"},
		{DeviceSilent, Refusal, 502, []string{"address", "detail"}, "{address} does not answer as asked: {detail}", "{address} antwortet nicht wie gefragt: {detail}"},
		{CommissioningBusy, Refusal, 409, nil, "another scan or test is under way; wait until it has ended", "eine andere Suche oder Erprobung läuft; bitte ihr Ende abwarten"},
		{DeviceTried, Notice, 0, []string{"by", "channel", "value", "address", "reason"}, "{by} tried {channel} at {value} on {address} and undid it: {reason}", "{by} hat {channel} mit {value} an {address} erprobt und zurückgenommen: {reason}"},
		{PanelLogin, Notice, 0, []string{"remote"}, "somebody at {remote} logged in to the edge's own panel", "jemand an {remote} hat sich am Panel des Edge angemeldet"},
		{PanelLoginRefused, Notice, 0, []string{"remote"}, "a login to the edge's own panel from {remote} was refused", "eine Anmeldung am Panel des Edge von {remote} wurde abgewiesen"},
	}
}
