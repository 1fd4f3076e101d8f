package alarms

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
)

// Log lists what happened.
type Log interface {
	List(ctx context.Context, scope identity.Scope, f event.Filter) (events []event.Event, next string, err error)
}

// Handling is what people do about alarms; *event.Desk satisfies it.
type Handling interface {
	Acknowledge(ctx context.Context, by identity.Principal, a event.Act) (event.Event, error)
	Shelve(ctx context.Context, by identity.Principal, a event.Act, until time.Time) (event.Event, error)
	Unshelve(ctx context.Context, by identity.Principal, a event.Act) (event.Event, error)
	History(ctx context.Context, by identity.Principal, alarm uuid.UUID) ([]event.Change, error)
}

// Sources is what the operations answer from.
type Sources struct {
	Log
	Handling
}

type api struct {
	desk operation.Desk
	Sources
}

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, from Sources) []operation.Operation {
	a := api{desk: d, Sources: from}
	read, operate := operation.Needs(identity.Read), operation.Needs(identity.Operate)
	return []operation.Operation{
		{
			ID: "events", Method: http.MethodGet, Path: "/api/events", Access: read, Tag: "Events", Summary: "List events", Bind: operation.With(d, a.events),
			About: "Alarms, faults and transitions of every site in scope, newest first; those of one instant in the order in which they happened, the last first.",
		},
		{
			ID: "acknowledge-alarm", Method: http.MethodPost, Path: "/api/alarms/{id}/acknowledge", Access: operate, Tag: "Events", Summary: "Acknowledge an alarm", Bind: operation.With(d, a.acknowledge),
			About: "Notes who has seen it; what was noted stays. version is the one that was read: VERSION_CONFLICT where it is not the newest.",
		},
		{
			ID: "shelve-alarm", Method: http.MethodPost, Path: "/api/alarms/{id}/shelve", Access: operate, Tag: "Events", Summary: "Put an alarm aside", Bind: operation.With(d, a.shelve),
			About: "Until an instant, for a reason. What is raised for the same condition until then is put aside too; then all of it comes back by itself. " +
				"ALARM_OVER for an alarm that is not open.",
		},
		{
			ID: "unshelve-alarm", Method: http.MethodPost, Path: "/api/alarms/{id}/unshelve", Access: operate, Tag: "Events", Summary: "Take an alarm back", Bind: operation.With(d, a.unshelve),
			About: "Before its time aside is over.",
		},
		{
			ID: "alarm-history", Method: http.MethodGet, Path: "/api/alarms/{id}/history", Access: read, Tag: "Events", Summary: "The life of an alarm", Bind: operation.With(d, a.history),
			About: "Each step of it and of the alarms of the same condition, the newest first.",
		},
	}
}

func (a api) acknowledge(ctx context.Context, c operation.Caller, in *acknowledgeInput) (*alarmOutput, error) {
	e, err := a.Acknowledge(ctx, c.Principal, event.Act{Alarm: in.ID, Version: in.Body.Version, At: a.desk.Now(), Note: in.Body.Note})
	return answered(e, err)
}

func (a api) shelve(ctx context.Context, c operation.Caller, in *shelveInput) (*alarmOutput, error) {
	act := event.Act{Alarm: in.ID, Version: in.Body.Version, At: a.desk.Now(), Note: in.Body.Reason}
	e, err := a.Shelve(ctx, c.Principal, act, in.Body.Until)
	return answered(e, err)
}

func (a api) unshelve(ctx context.Context, c operation.Caller, in *unshelveInput) (*alarmOutput, error) {
	e, err := a.Unshelve(ctx, c.Principal, event.Act{Alarm: in.ID, Version: in.Body.Version, At: a.desk.Now()})
	return answered(e, err)
}

func answered(e event.Event, err error) (*alarmOutput, error) {
	if err != nil {
		return nil, err
	}
	return &alarmOutput{Body: EventOf(e)}, nil
}

func (a api) history(ctx context.Context, c operation.Caller, in *AlarmInput) (*historyOutput, error) {
	changes, err := a.History(ctx, c.Principal, in.ID)
	if err != nil {
		return nil, err
	}
	out := &historyOutput{Body: AlarmHistory{Items: make([]AlarmChange, 0, len(changes))}}
	for _, step := range changes {
		out.Body.Items = append(out.Body.Items, AlarmChange(step))
	}
	return out, nil
}
