package notify

import (
	"fmt"
	"strings"
	"time"

	"ohmstead/energy/reason"
)

// words are those of one language.
type words struct {
	raised, returned, cleared, test, many, more, foot string
}

func wordsOf(language string) words {
	if language == "de" {
		return words{"Alarm", "Alarm wieder da", "Vorbei", "Probe", "%d Meldungen", "… und %d weitere", "Diese Nachricht hat Ohmstead verschickt. Kanal: "}
	}
	return words{"Alarm", "Alarm is back", "Cleared", "Test", "%d alarms", "… and %d more", "Ohmstead has sent this message. Channel: "}
}

// line is one item in words, on one line.
func line(i Item, language string) string {
	w := wordsOf(language)
	head := map[string]string{"RAISED": w.raised, "RETURNED": w.returned, "CLEARED": w.cleared, "TEST": w.test}[i.Change]
	text := head
	if i.Change != "TEST" {
		text += ": " + reason.Text(i.Code, language, i.Params)
	}
	if i.SiteName != "" {
		text += " (" + i.SiteName + ")"
	}
	return strings.Join(strings.Fields(text), " ")
}

// subject is the headline of a delivery.
func subject(d Delivery, language string) string {
	if d.Count == 1 {
		return line(d.Items[0], language)
	}
	return fmt.Sprintf(wordsOf(language).many, d.Count)
}

// body is the whole of a delivery in words.
func body(d Delivery, language string) string {
	w := wordsOf(language)
	var b strings.Builder
	for _, i := range d.Items {
		fmt.Fprintf(&b, "%s  %-7s  %s\n", i.At.UTC().Format(time.RFC3339), i.Severity, line(i, language))
	}
	if left := d.Count - len(d.Items); left > 0 {
		fmt.Fprintf(&b, w.more+"\n", left)
	}
	fmt.Fprintf(&b, "\n-- \n%s%s\n", w.foot, d.ChannelName)
	return b.String()
}
