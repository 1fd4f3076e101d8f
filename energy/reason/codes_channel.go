package reason

// Codes of channels that are computed.
const (
	ChannelComputed Code = "CHANNEL_COMPUTED"
)

func channelCodes() []Entry {
	return []Entry{
		{ChannelComputed, Refusal, 422, []string{"channel"}, "{channel} is computed from other channels of its site and takes no readings", "{channel} wird aus anderen Kanälen des Standorts berechnet und nimmt keine Messwerte an"},
	}
}
