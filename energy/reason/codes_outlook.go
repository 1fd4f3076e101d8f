package reason

// Codes of what is believed of prices, emissions and power.
const (
	BeliefConflict Code = "BELIEF_CONFLICT"
	FactorsOverlap Code = "FACTORS_OVERLAP"
)

func outlookCodes() []Entry {
	return []Entry{
		{BeliefConflict, Refusal, 409, []string{"at", "published", "value", "stored"}, "{value} for {at}, but {stored} is kept as of {published}: what is believed anew has a later time of publication", "{value} für {at}, unter dem Stand {published} ist aber {stored} aufgehoben: was neu geglaubt wird, hat eine spätere Zeit der Veröffentlichung"},
		{FactorsOverlap, Refusal, 409, []string{"from", "to"}, "another factor of the same publication holds for a part of the time from {from} to {to}", "ein anderer Faktor derselben Veröffentlichung gilt für einen Teil der Zeit von {from} bis {to}"},
	}
}
