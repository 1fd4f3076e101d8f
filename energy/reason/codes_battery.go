package reason

// Codes of batteries' state of charge.
const (
	SOCMismatch  Code = "SOC_MISMATCH"
	SOCUntrusted Code = "SOC_UNTRUSTED"
)

func batteryCodes() []Entry {
	return []Entry{
		{SOCMismatch, Alarm, 0, []string{"device_percent", "estimate_percent", "sigma_percent"}, "the device says {device_percent} % state of charge, current and voltage say {estimate_percent} % ± {sigma_percent} %", "das Gerät meldet {device_percent} % Ladezustand, Strom und Spannung sagen {estimate_percent} % ± {sigma_percent} %"},
		{SOCUntrusted, Alarm, 0, []string{"soc_percent", "sigma_percent"}, "the voltage contradicts current and model: the state of charge is counted from the current alone, {soc_percent} % ± {sigma_percent} %", "die Spannung widerspricht Strom und Modell: der Ladezustand wird allein aus dem Strom gezählt, {soc_percent} % ± {sigma_percent} %"},
	}
}
