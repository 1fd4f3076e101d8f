package reason

// Codes of balance groups and their ledger, named as in document 003.
const (
	InvalidTimeframe          Code = "INVALID_TIMEFRAME"
	InvalidTimeAlignment      Code = "INVALID_TIME_ALIGNMENT"
	InvalidSettlementRule     Code = "INVALID_SETTLEMENT_RULE"
	InvalidTenantReference    Code = "INVALID_TENANT_REFERENCE"
	InvalidEnergyAmount       Code = "INVALID_ENERGY_AMOUNT"
	InvalidBalanceGroup       Code = "INVALID_BALANCE_GROUP"
	InvalidBalanceGroupStatus Code = "INVALID_BALANCE_GROUP_STATUS"
)

func ledgerCodes() []Entry {
	return []Entry{
		{InvalidTimeframe, Refusal, 422, []string{"from", "to", "name"}, "{from} to {to} cannot be used for {name}: a period begins before it ends, holds at most 31 days and an hour, lies within the validity of its groups, and is over before it is sealed; a validity holds what is posted and that of the groups below", "{from} bis {to} geht für {name} nicht: ein Zeitraum beginnt, bevor er endet, hat höchstens 31 Tage und eine Stunde, liegt in der Gültigkeit seiner Gruppen und ist vorbei, bevor er versiegelt wird; eine Gültigkeit umfasst, was gebucht ist, und die der Gruppen darunter"},
		{InvalidTimeAlignment, Refusal, 422, []string{"field", "value", "seconds"}, "{field} {value} does not lie on a multiple of {seconds} s in UTC", "{field} {value} liegt nicht auf einem Vielfachen von {seconds} s in UTC"},
		{InvalidSettlementRule, Refusal, 422, []string{"name", "superior", "from"}, "{name} cannot settle to {superior} from {from}: a rule begins at a quarter hour to come and after the rule before it, and the superior is valid as long as the group is, and lies neither in nor below it", "{name} kann ab {from} nicht mit {superior} abrechnen: eine Regel beginnt an einer kommenden Viertelstunde und nach der Regel davor, und die übergeordnete Gruppe gilt so lange wie die Gruppe und liegt weder in noch unter ihr"},
		{InvalidTenantReference, Refusal, 404, []string{"field", "id"}, "{field} {id} does not exist", "{field} {id} gibt es nicht"},
		{InvalidEnergyAmount, Refusal, 422, []string{"value"}, "{value} Wh is no amount to be moved: want more than 0 and at most 277777777777.77, with at most two decimals", "{value} Wh ist keine Menge, die bewegt werden kann: richtig wäre mehr als 0 und höchstens 277777777777.77, mit höchstens zwei Nachkommastellen"},
		{InvalidBalanceGroup, Refusal, 422, []string{"name"}, "{name} cannot both give and receive: want two groups", "{name} kann nicht zugleich geben und empfangen: richtig wären zwei Gruppen"},
		{InvalidBalanceGroupStatus, Refusal, 409, []string{"name", "status"}, "{name} is {status}: ARCHIVED takes no transactions and rules, PROVISIONAL and EMPTY are not sealed, SEALED and REVERSED happen once, REVERSAL is not taken back itself", "{name} ist {status}: ARCHIVED nimmt keine Transaktionen und Regeln an, PROVISIONAL und EMPTY werden nicht versiegelt, SEALED und REVERSED gibt es nur einmal, REVERSAL wird selbst nicht zurückgenommen"},
	}
}
