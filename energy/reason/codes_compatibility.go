package reason

// Codes of requests that name a circuit where the microgrid has nodes. Source: document 004, Appendix A.
const (
	CircuitAliasNotResolvable    Code = "CIRCUIT_ALIAS_NOT_RESOLVABLE"
	LimitScopeTranslationFailed  Code = "LIMIT_SCOPE_TRANSLATION_FAILED"
	LegacyPolicyScopeIsAmbiguous Code = "LEGACY_POLICY_SCOPE_AMBIGUOUS"
)

func compatibilityCodes() []Entry {
	return []Entry{
		{CircuitAliasNotResolvable, Refusal, 409, []string{"circuit", "nodes"}, "circuit {circuit} stands for {nodes} nodes of microgrids, not for exactly one: attach it to one node, or resync the microgrid", "der Stromkreis {circuit} steht für {nodes} Knoten von Microgrids, nicht für genau einen: bitte an einen Knoten hängen oder das Microgrid abgleichen"},
		{LimitScopeTranslationFailed, Refusal, 422, []string{"circuit", "detail"}, "the limits of circuit {circuit} cannot be carried by its microgrid: {detail}", "die Grenzen des Stromkreises {circuit} kann sein Microgrid nicht tragen: {detail}"},
		{LegacyPolicyScopeIsAmbiguous, Refusal, 422, []string{"circuit", "nodes"}, "the limits of circuit {circuit} could be meant for {nodes} nodes: name the circuit of one of them", "die Grenzen des Stromkreises {circuit} könnten {nodes} Knoten meinen: bitte den Stromkreis von einem davon nennen"},
	}
}
