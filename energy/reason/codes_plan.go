package reason

// Codes of control policies and dispatch plans: what is refused, and why a command of a plan became no order.
const (
	PlanNotDraft    Code = "PLAN_NOT_DRAFT"
	PlanIsOver      Code = "PLAN_IS_OVER"
	PlanInForce     Code = "PLAN_IN_FORCE"
	PolicyOutOfUse  Code = "POLICY_OUT_OF_USE"
	PolicyDisabled  Code = "POLICY_DISABLED"
	PlanSuperseded  Code = "PLAN_SUPERSEDED"
	PlanWithdrawn   Code = "PLAN_WITHDRAWN"
	PlanNoReceiver  Code = "PLAN_NO_RECEIVER"
	PlanCommandLate Code = "PLAN_COMMAND_LATE"

	// PlanCommandMissed is the alarm over one of the last two.
	PlanCommandMissed Code = "PLAN_COMMAND_MISSED"
)

func planCodes() []Entry {
	return []Entry{
		{PlanNotDraft, Refusal, 409, []string{"status"}, "the plan is {status}: only a draft can be activated", "der Plan ist {status}: nur ein Entwurf kann aktiviert werden"},
		{PlanIsOver, Refusal, 409, []string{"status"}, "the plan is over: {status}", "der Plan ist vorbei: {status}"},
		{PlanInForce, Refusal, 409, []string{"plan"}, "plan {plan} of the policy is active: withdraw it first", "Plan {plan} der Richtlinie ist aktiv: ziehen Sie ihn zuerst zurück"},
		{PolicyOutOfUse, Refusal, 409, []string{"name"}, "policy {name} is out of use", "die Richtlinie {name} ist außer Betrieb"},
		{PolicyDisabled, Notice, 0, nil, "not sent: the policy was switched off", "nicht gesendet: die Richtlinie war ausgeschaltet"},
		{PlanSuperseded, Notice, 0, nil, "not sent: another plan took the place of this one", "nicht gesendet: ein anderer Plan hat diesen abgelöst"},
		{PlanWithdrawn, Notice, 0, nil, "not sent: the plan was withdrawn", "nicht gesendet: der Plan wurde zurückgezogen"},
		{PlanNoReceiver, Notice, 0, nil, "not sent: the asset is out of use, or no edge is enrolled at its site", "nicht gesendet: die Anlage ist außer Betrieb, oder an ihrem Standort ist kein Edge angemeldet"},
		{PlanCommandLate, Notice, 0, nil, "not sent: its time was over before the backend came to it", "nicht gesendet: seine Zeit war vorbei, bevor das Backend dazu kam"},
		{PlanCommandMissed, Alarm, 0, []string{"policy", "asset", "why"}, "{policy}: what the plan has {asset} do was not sent in its time: {why}", "{policy}: was der Plan für {asset} vorsieht, wurde nicht in seiner Zeit gesendet: {why}"},
	}
}
