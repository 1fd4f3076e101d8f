package reason

// Codes of quotas.
const (
	SampleQuota  Code = "SAMPLE_QUOTA"
	ChannelQuota Code = "CHANNEL_QUOTA"
)

func quotaCodes() []Entry {
	return []Entry{
		{SampleQuota, Refusal, 429, []string{"retry_seconds"}, "more samples a second than the tenant's quota allows; send these again in {retry_seconds} s", "mehr Werte je Sekunde, als das Kontingent des Mandanten erlaubt; diese in {retry_seconds} s erneut senden"},
		{ChannelQuota, Refusal, 422, []string{"channels", "quota"}, "the tenant would have {channels} channels, its quota is {quota}", "der Mandant hätte {channels} Kanäle, sein Kontingent ist {quota}"},
	}
}
