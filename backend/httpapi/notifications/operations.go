package notifications

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/notify"
)

type api struct {
	desk    operation.Desk
	service *notify.Service
}

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, service *notify.Service) []operation.Operation {
	a := api{desk: d, service: service}
	alerting := operation.Needs(identity.Alerting)
	const channels, one = "/api/notification-channels", "/api/notification-channels/{id}"
	return []operation.Operation{
		{
			ID: "notification-channels", Method: http.MethodGet, Path: channels, Access: alerting, Tag: "Notifications", Summary: "List channels", Bind: operation.With(d, a.list),
			About: "Where notifications of alarms go, and by which routes.",
		},
		{
			ID: "add-notification-channel", Method: http.MethodPost, Path: channels, Access: alerting, Tag: "Notifications", Summary: "Add a channel", Bind: operation.With(d, a.add),
			About: "The answer holds the secret that signs what goes to a webhook, once. NO_MAIL_SERVER for MAIL where none is configured. " +
				"A webhook is called with POST and the headers Ohmstead-Delivery, Ohmstead-Timestamp and Ohmstead-Signature: `v1=` and the HMAC-SHA256 of timestamp, a dot, and the body.",
		},
		{
			ID: "change-notification-channel", Method: http.MethodPut, Path: one, Access: alerting, Tag: "Notifications", Summary: "Change a channel", Bind: operation.With(d, a.change),
			About: "Its kind and its secret stay. version is the one that was read: VERSION_CONFLICT where it is not the newest.",
		},
		{
			ID: "remove-notification-channel", Method: http.MethodDelete, Path: one, Access: alerting, Tag: "Notifications", Summary: "Remove a channel", Bind: operation.With(d, a.remove),
			About: "What waits for it is given up; the log stays.",
		},
		{
			ID: "test-notification-channel", Method: http.MethodPost, Path: one + "/test", Access: alerting, Tag: "Notifications", Summary: "Try a channel", Bind: operation.With(d, a.test),
			About: "Sends a message at once, and once, and answers how it fared.",
		},
		{
			ID: "notification-deliveries", Method: http.MethodGet, Path: "/api/notification-deliveries", Access: alerting, Tag: "Notifications", Summary: "What was sent", Bind: operation.With(d, a.deliveries),
			About: "Newest first, with what waits and what was given up, and why.",
		},
		{
			ID: "retry-notification-delivery", Method: http.MethodPost, Path: "/api/notification-deliveries/{id}/retry", Access: alerting, Tag: "Notifications", Summary: "Try again what was given up", Bind: operation.With(d, a.retry),
			About: "A delivery in another state stays as it is.",
		},
	}
}

func (a api) list(ctx context.Context, c operation.Caller, in *listInput) (*listOutput, error) {
	found, err := a.service.NotificationChannels(ctx, c.Scope)
	if err != nil {
		return nil, fmt.Errorf("list channels: %w", err)
	}
	found = slices.DeleteFunc(found, func(channel notify.Channel) bool {
		return in.Kind != "" && string(channel.Kind) != in.Kind || !strings.Contains(strings.ToLower(channel.Name), strings.ToLower(in.Text))
	})
	found, next, err := operation.Page(found, in.Paging, func(channel notify.Channel) string { return channel.Name + "\x00" + channel.ID.String() })
	if err != nil {
		return nil, err
	}
	out := &listOutput{Body: NotificationChannelList{Items: make([]NotificationChannel, 0, len(found)), Next: next}}
	for _, channel := range found {
		out.Body.Items = append(out.Body.Items, shown(channel))
	}
	return out, nil
}

func (a api) add(ctx context.Context, c operation.Caller, in *addInput) (*channelOutput, error) {
	channel, err := a.service.Add(ctx, c.Scope, draftOf(in.Body), in.Key, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return &channelOutput{Body: shown(channel)}, nil
}

func (a api) change(ctx context.Context, c operation.Caller, in *changeInput) (*channelOutput, error) {
	channel, err := a.service.Change(ctx, c.Scope, notify.Edit{Channel: in.ID, Version: in.Body.Version, Draft: draftOf(in.Body.NotificationChannelDraft), Now: a.desk.Now()})
	if err != nil {
		return nil, err
	}
	return &channelOutput{Body: shown(channel)}, nil
}

func (a api) remove(ctx context.Context, c operation.Caller, in *removeInput) (*struct{}, error) {
	return nil, a.service.RemoveChannel(ctx, c.Scope, in.ID, in.Version, a.desk.Now())
}

func (a api) test(ctx context.Context, c operation.Caller, in *ChannelInput) (*deliveryOutput, error) {
	d, err := a.service.Test(ctx, c.Scope, in.ID, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return &deliveryOutput{Body: deliveryOf(d)}, nil
}

func (a api) deliveries(ctx context.Context, c operation.Caller, in *deliveriesInput) (*deliveriesOutput, error) {
	f := notify.Filter{State: in.State, Cursor: in.Cursor, Limit: in.Limit}
	if in.Channel != uuid.Nil {
		f.Channel = &in.Channel
	}
	found, next, err := a.service.Deliveries(ctx, c.Scope, f)
	if err != nil {
		return nil, fmt.Errorf("list deliveries: %w", err)
	}
	out := &deliveriesOutput{Body: NotificationDeliveryPage{Items: make([]NotificationDelivery, 0, len(found)), Next: next}}
	for _, d := range found {
		out.Body.Items = append(out.Body.Items, deliveryOf(d))
	}
	return out, nil
}

func (a api) retry(ctx context.Context, c operation.Caller, in *DeliveryInput) (*deliveryOutput, error) {
	d, err := a.service.Revive(ctx, c.Scope, in.ID, a.desk.Now())
	if err != nil {
		return nil, fmt.Errorf("try a delivery again: %w", err)
	}
	return &deliveryOutput{Body: deliveryOf(d)}, nil
}
