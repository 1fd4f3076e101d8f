// Package control is the API of how a site is controlled: what the page shows of the edge's newest
// report, with its age.
package control

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"ohmstead/backend/control"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/wire"
)

// Views says what is known of a site's control; *control.Service satisfies it.
type Views interface {
	View(ctx context.Context, scope identity.Scope, at registry.Site, now time.Time) (control.View, error)
}

// SiteControl is what is known of how a site's edge controls.
type SiteControl struct {
	Report     *wire.ControlReport `json:"report" doc:"What the edge said last; null where it never said anything."`
	ReceivedAt *time.Time          `json:"received_at" doc:"When that came in, by the server's clock." example:"2026-06-01T12:00:01Z"`
	Current    bool                `json:"current" doc:"Whether it is what the edge does now: false once nothing has come for 90 s. Then it is the last that is known, and how things are now nobody can say." example:"true"`
	People     []Person            `json:"people" nullable:"false" doc:"Names of those whose ids the report names."`
}

// Person is somebody who ordered something.
type Person struct {
	ID   string `json:"id" format:"uuid" example:"0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21"`
	Name string `json:"name" example:"Owner"`
}

type output struct{ Body SiteControl }

// Operations are those of how a site is controlled.
func Operations(d operation.Desk, from Views, now func() time.Time) []operation.Operation {
	return []operation.Operation{{
		ID: "control", Method: http.MethodGet, Path: "/api/sites/{id}/control", Access: operation.Needs(identity.Read), Tag: "Control", Summary: "How a site is controlled",
		About: about,
		Bind: operation.AtSite(d, func(ctx context.Context, v operation.Visit, _ *operation.SiteInput) (*output, error) {
			view, err := from.View(ctx, v.Scope, v.Site, now())
			if err != nil {
				return nil, err
			}
			return &output{Body: siteControl(view)}, nil
		}),
	}}
}

func siteControl(view control.View) SiteControl {
	out := SiteControl{Report: view.Report, Current: view.Current, People: make([]Person, 0, len(view.People))}
	if view.Report != nil {
		out.ReceivedAt = &view.Received
	}
	for id, name := range view.People {
		out.People = append(out.People, Person{ID: id.String(), Name: name})
	}
	slices.SortFunc(out.People, func(a, b Person) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

const about = "What the site's edge said last of its control: state, mode, latched faults, every controller, what was asked of every asset in " +
	"the cycle and what was cut by whom and why, set-points by hand, limits in force, health of devices, and how the cycle keeps its time. " +
	"An edge sends it when something changes in kind and at least every minute, and every two seconds while somebody asks here. " +
	"What an edge said before it fell silent is kept, over restarts too, and marked as not current."
