package reason

// Codes of the microgrid: its tree, its limits and the balancing cycle. The first seven are document
// 004's.
const (
	TopologyInvalid                 Code = "TOPOLOGY_INVALID"
	TopologyVersionConflict         Code = "TOPOLOGY_VERSION_CONFLICT"
	AncestorCapExceeded             Code = "ANCESTOR_CAP_EXCEEDED"
	AggregateCapExceeded            Code = "AGGREGATE_CAP_EXCEEDED"
	NodeCapExceeded                 Code = "NODE_CAP_EXCEEDED"
	TelemetryStaleFallbackUsed      Code = "TELEMETRY_STALE_FALLBACK_USED"
	LegacyAliasTranslationApplied   Code = "LEGACY_ALIAS_TRANSLATION_APPLIED"
	TelemetryUnavailable            Code = "TELEMETRY_UNAVAILABLE"
	ForecastGapPolicyUsed           Code = "FORECAST_GAP_POLICY_USED"
	ForecastSourceStaleFallbackUsed Code = "FORECAST_SOURCE_STALE_FALLBACK_USED"
	ForecastSourceStaleFailSafeUsed Code = "FORECAST_SOURCE_STALE_FAIL_SAFE_USED"
	MinimumNotReached               Code = "MINIMUM_NOT_REACHED"
	LeafUnavailable                 Code = "LEAF_UNAVAILABLE"
	LeafMaximum                     Code = "LEAF_MAXIMUM"
	LeafHeld                        Code = "LEAF_HELD"
	EnvelopeRejected                Code = "ENVELOPE_REJECTED"
)

func microgridCodes() []Entry {
	return []Entry{
		{TopologyInvalid, Refusal, 422, []string{"node", "rule", "with"}, "the tree breaks the rule {rule} at node {node} ({with})", "der Baum verletzt die Regel {rule} am Knoten {node} ({with})"},
		{TopologyVersionConflict, Refusal, 409, []string{"expected", "actual"}, "the tree is at version {actual}, not {expected}: read it again", "der Baum hat die Version {actual}, nicht {expected}: bitte neu lesen"},
		{EnvelopeRejected, Refusal, 422, []string{"envelope", "rule", "block"}, "envelope {envelope} breaks the rule {rule} (block {block})", "die Vorgabe {envelope} verletzt die Regel {rule} (Block {block})"},
		{TelemetryUnavailable, Refusal, 503, []string{"node", "input"}, "the demand of {node} is unknown: it needs {input}", "der Bedarf von {node} ist unbekannt: es fehlt {input}"},
		{AncestorCapExceeded, Cut, 0, []string{"node", "constraint", "limit_watts", "by"}, "one branch below {node} alone wants more than its {constraint} of {limit_watts} W allows (set by {by})", "ein einzelner Zweig unter {node} will mehr, als {constraint} mit {limit_watts} W erlaubt (gesetzt von {by})"},
		{AggregateCapExceeded, Cut, 0, []string{"node", "constraint", "limit_watts", "by"}, "together the branches below {node} want more than its {constraint} of {limit_watts} W allows (set by {by})", "zusammen wollen die Zweige unter {node} mehr, als {constraint} mit {limit_watts} W erlaubt (gesetzt von {by})"},
		{NodeCapExceeded, Cut, 0, []string{"node", "constraint", "limit_watts", "by"}, "{node} itself wants more than its {constraint} of {limit_watts} W allows (set by {by})", "{node} selbst will mehr, als {constraint} mit {limit_watts} W erlaubt (gesetzt von {by})"},
		{TelemetryStaleFallbackUsed, Notice, 0, nil, "a measurement was missing or too old: a fallback stood in for it", "ein Messwert fehlte oder war zu alt: ein Ersatzwert trat an seine Stelle"},
		{LegacyAliasTranslationApplied, Notice, 0, nil, "the request named a circuit and was translated to its node", "die Anforderung nannte einen Stromkreis und wurde auf seinen Knoten übersetzt"},
		{ForecastGapPolicyUsed, Notice, 0, nil, "no forecast covers this instant: the gap policy held", "keine Prognose deckt diesen Zeitpunkt: die Lückenregel galt"},
		{ForecastSourceStaleFallbackUsed, Notice, 0, nil, "the source of forecasts is silent: its fallback held", "die Prognosequelle schweigt: ihre Rückfallprognose galt"},
		{ForecastSourceStaleFailSafeUsed, Notice, 0, nil, "the source of forecasts is silent and left no fallback: the fail-safe capacity held", "die Prognosequelle schweigt ohne Rückfallprognose: die sichere Ersatzleistung galt"},
		{MinimumNotReached, Cut, 0, []string{"node", "min_watts"}, "the minimum of {node}, {min_watts} W, does not fit beside those before it", "das Minimum von {node}, {min_watts} W, passt nicht neben die vor ihm"},
		{LeafUnavailable, Cut, 0, []string{"node"}, "{node} is out of service, or hangs on what is", "{node} ist außer Betrieb oder hängt an etwas, das es ist"},
		{LeafMaximum, Cut, 0, []string{"node", "max_watts"}, "{node} asks for more than its own maximum of {max_watts} W", "{node} verlangt mehr als das eigene Maximum von {max_watts} W"},
		{LeafHeld, Cut, 0, []string{"node"}, "{node} keeps what it has: it lies outside of the part that was to be balanced, or has not confirmed a decrease", "{node} behält, was er hat: er liegt außerhalb des Teils, der zu verteilen war, oder hat eine Absenkung nicht bestätigt"},
	}
}
