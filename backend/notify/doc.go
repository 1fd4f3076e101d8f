// Package notify tells people of alarms, by mail and by webhooks.
//
// What becomes of an alarm is noted in the transaction of the change. Planner turns notes into
// deliveries to the channels whose routes take them, several into one where there are many; Sender
// sends what is due, tries again with growing pauses, and gives up in the end, which everybody can see.
// A delivery is sent at least once: its id is the same however often it comes.
//
//	err := notify.NewRunner(db, notify.NewPost(mail, hooks), log).Run(ctx)
package notify
