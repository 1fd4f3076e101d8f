package reason

// Codes of the ways in for other programs, and of how often they may ask.
const (
	UpgradeRequired Code = "UPGRADE_REQUIRED"
)

func doorCodes() []Entry {
	return []Entry{
		{UpgradeRequired, Refusal, 426, []string{"protocol"}, "this is for the protocol {protocol}: ask for it with the header Upgrade", "das ist für das Protokoll {protocol}: mit dem Header Upgrade danach fragen"},
	}
}
