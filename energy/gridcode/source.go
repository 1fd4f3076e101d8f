package gridcode

import "slices"

// Mark says what a number rests on.
type Mark string

// Marks, from firm to soft.
const (
	// Law is the published text of the rule itself.
	Law Mark = "L"
	// Published is what a maker or a tool that implements the rule publishes as its setting.
	Published Mark = "S"
	// Knowledge is engineering knowledge with nobody to cite: check it before relying on it.
	Knowledge Mark = "K"
)

// Source names where a number comes from.
type Source string

// Sources of the numbers in this package.
const (
	Hoymiles    Source = "S1"
	Beckhoff    Source = "S2"
	OpenDER     Source = "S3"
	HoymilesNF  Source = "S4"
	Sungrow     Source = "S5"
	Fingrid     Source = "S6"
	EVCC        Source = "S7"
	SOGL        Source = "L1"
	BNetzA      Source = "L2"
	Engineering Source = "K"
)

// Citation is a source in full.
type Citation struct {
	Source Source
	Mark   Mark
	Title  string
	Where  string
}

// Citations lists every source.
func Citations() []Citation {
	return []Citation{
		{SOGL, Law, "Commission Regulation (EU) 2017/1485 (system operation guideline), Annex V, properties of FCR", "eur-lex.europa.eu"},
		{BNetzA, Law, "§ 14a EnWG and the determination BK6-22-300 of the Bundesnetzagentur, in force since 1 January 2024", "bundesnetzagentur.de"},
		{Hoymiles, Published, "grid profiles DE_VDE4105_2018 and AT_TOR_Erzeuger_default of Hoymiles inverters of the third generation", "github.com/lumapu/ahoy, wiki page Protocol"},
		{Beckhoff, Published, "defaults of the parameters of TwinCAT 3 Power Plant Control (TF8360), given as according to VDE-AR-N 4110", "infosys.beckhoff.com"},
		{OpenDER, Published, "applied settings with the standard's values, normal operation category B, abnormal operation category III (EPRI OpenDER)", "github.com/epri-dev/OpenDER, src/opender/Parameters/AS-with std-values.csv"},
		{HoymilesNF, Published, "grid profile NF_EN_50549-1:2019, version 2.0.0, as read from a Hoymiles HMS-1600 with OpenDTU", "public notes of an installation in France, 2026"},
		{Sungrow, Published, "multi-stage frequency protection for NL, EU and PL, manual of the SG2K5-S, table 2-9", "easymanua.ls/sungrow/sg2k5-s"},
		{Fingrid, Published, "technical requirements for fast frequency reserve (FFR) in the Nordic synchronous area", "fingrid.fi"},
		{EVCC, Published, "EEBus use case limitation of power consumption (LPC) as coded in evcc", "github.com/evcc-io/evcc"},
		{Engineering, Knowledge, "engineering knowledge: customary values without a text at hand", "to be checked against the rule before use"},
	}
}

// Cite is a source in full; false for a source that is not listed.
func Cite(s Source) (Citation, bool) {
	all := Citations()
	i := slices.IndexFunc(all, func(c Citation) bool { return c.Source == s })
	if i < 0 {
		return Citation{}, false
	}
	return all[i], true
}
