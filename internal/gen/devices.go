package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ohmstead/energy/point"
	"ohmstead/field/document"
	"ohmstead/field/profile"
)

// profilesPage is where the table of devices stands, behind what its authors have written.
const profilesPage = "docs/device-profiles.md"

// tableBegins is the last line that the authors of the page write.
const tableBegins = "<!-- What follows: " + marker + " -->\n"

// known is what a profile of any protocol says of its devices, for people.
type known struct {
	id, maker, speaks string
	natures           []point.Nature
	reads, sets       []string
	lost              string // what happens when nobody renews a set-point
	stored            []string
	checked           string
	origin            []string
	contested         []string
}

// devicesPage is the page of device profiles, with the table made anew.
func devicesPage(root string) (file, error) {
	old, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(profilesPage)))
	if err != nil {
		return file{}, fmt.Errorf("read the page of device profiles: %w", err)
	}
	written, _, ok := strings.Cut(string(old), tableBegins)
	if !ok {
		return file{}, fmt.Errorf("%s lacks the line %s", profilesPage, tableBegins)
	}
	all, err := devices()
	if err != nil {
		return file{}, err
	}
	var b bytes.Buffer
	b.WriteString(written + tableBegins)
	deviceTable(&b, all)
	return file{profilesPage, b.Bytes()}, nil
}

// devices is every embedded profile, by the protocol it is written for.
func devices() ([]known, error) {
	registers, err := profile.Load()
	if err != nil {
		return nil, err
	}
	documents, err := document.Load()
	if err != nil {
		return nil, err
	}
	var all []known
	for _, id := range registers.IDs() {
		p, _ := registers.Profile(id)
		all = append(all, ofRegisters(p))
	}
	for _, protocol := range []document.Protocol{document.HTTP, document.MQTT, document.CAN} {
		for _, id := range documents.Where(document.Speaks(protocol)) {
			p, _ := documents.Profile(id)
			all = append(all, ofDocuments(p))
		}
	}
	return all, nil
}

func ofRegisters(p *profile.Profile) known {
	k := known{
		id: p.ID, maker: p.Vendor + ": " + strings.Join(p.Models, ", "), natures: p.Natures, speaks: "Modbus",
		checked: p.Confidence, origin: p.Sources, contested: p.Contested, lost: "nothing is controlled",
	}
	switch {
	case p.UsesSunSpec():
		k.speaks = "SunSpec"
	case !p.Transport.TCP:
		k.speaks = "Modbus RTU"
	case !p.Transport.RTU:
		k.speaks = "Modbus TCP"
	}
	for _, x := range p.Points {
		k.reads = append(k.reads, x.Channel)
	}
	for _, x := range p.Controls {
		k.sets = append(k.sets, x.Channel)
		if x.Storage.Flash {
			k.stored = append(k.stored, fmt.Sprintf("%s (%d a day)", x.Channel, x.Storage.PerDay))
		}
	}
	if len(p.Controls) > 0 {
		w := p.Watchdog
		k.lost = loss{string(w.Kind), string(w.OnLoss), w.Period, w.Timeout, w.OnLoss.Holds()}.String()
	}
	return k
}

func ofDocuments(p *document.Profile) known {
	k := known{
		id: p.ID, maker: p.Vendor + ": " + strings.Join(p.Models, ", "), natures: p.Natures, speaks: strings.ToUpper(string(p.Transport.Protocol)),
		checked: p.Confidence, origin: p.Origin, lost: "nothing is controlled",
	}
	for _, x := range p.Points {
		k.reads = append(k.reads, x.Channel)
	}
	for _, x := range p.Controls {
		k.sets = append(k.sets, x.Channel)
		if x.Flash {
			k.stored = append(k.stored, x.Channel)
		}
	}
	if len(p.Controls) > 0 {
		w := p.Watchdog
		k.lost = loss{string(w.Kind), string(w.OnLoss), w.Period, w.Timeout, w.OnLoss == document.Hold}.String()
	}
	return k
}

// loss is what keeps a device under control and what it does when that stops.
type loss struct {
	kind, onLoss    string
	period, timeout time.Duration
	holds           bool
}

func (l loss) String() string {
	var parts []string
	switch {
	case l.kind == "":
		parts = append(parts, "no watchdog")
	case l.timeout > 0:
		parts = append(parts, fmt.Sprintf("%s every %s, within %s", l.kind, span(l.period), span(l.timeout)))
	default:
		parts = append(parts, fmt.Sprintf("%s every %s", l.kind, span(l.period)))
	}
	if l.holds {
		return strings.Join(append(parts, "it keeps the last: the edge undoes it"), "; ")
	}
	return strings.Join(append(parts, "then "+l.onLoss), "; ")
}

// span is a time without the zeros that Go writes behind whole minutes.
func span(d time.Duration) string { return strings.Replace(d.String(), "m0s", "m", 1) }

// once lists names in their first order; those of phases are one.
func once(names []string) string {
	var out []string
	phases := map[string]bool{}
	for _, n := range names {
		base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(n, "_L1"), "_L2"), "_L3")
		phases[base] = phases[base] || base != n
		if !slices.Contains(out, base) {
			out = append(out, base)
		}
	}
	for i, n := range out {
		if phases[n] {
			out[i] += " (phases)"
		}
	}
	return strings.Join(out, ", ")
}

// short is a source without its folder: "evcc-io/evcc@b29b49e (MIT)".
func short(source string) string {
	name, rest, _ := strings.Cut(source, " ")
	if !strings.Contains(name, "/") && !strings.Contains(name, "@") {
		return source
	}
	if license, _, ok := strings.Cut(rest, ")"); ok && strings.HasPrefix(rest, "(") {
		return name + " " + license + ")"
	}
	return name
}

func origins(sources []string) string {
	var out []string
	for _, s := range sources {
		if s = short(s); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return strings.Join(out, "; ")
}

func deviceTable(b *bytes.Buffer, all []known) {
	b.WriteString("\n## The devices\n\nEvery profile below has a twin made from the same file; the suite of `edge/driver/drivertest` runs against it in virtual time. " +
		"*Single-source* means that nobody has compared its facts with a second source, and none of it was run against the device itself unless it says so. *Stored* set-points lie in memory that wears out: they are written when they change, and so often a day.\n")
	for _, table := range []struct {
		title, head string
		row         func(known) []string
	}{
		{"What they are and what is read", "| profile | maker and models | speaks | natures | read |\n|---|---|---|---|---|\n", func(k known) []string {
			return []string{"`" + k.id + "`", k.maker, k.speaks, natureNames(k.natures), once(k.reads)}
		}},
		{"What is controlled, and what holds when nobody does", "| profile | set-points | when nobody renews them | stored |\n|---|---|---|---|\n", func(k known) []string {
			if len(k.sets) == 0 {
				return nil
			}
			return []string{"`" + k.id + "`", once(k.sets), k.lost, cmp.Or(strings.Join(k.stored, ", "), "no")}
		}},
		{"What it rests on", "| profile | checked | sources | contested facts |\n|---|---|---|---|\n", func(k known) []string {
			return []string{"`" + k.id + "`", k.checked, origins(k.origin), cmp.Or(strings.Join(k.contested, "; "), "none")}
		}},
	} {
		fmt.Fprintf(b, "\n### %s\n\n%s", table.title, table.head)
		for _, k := range all {
			if cells := table.row(k); cells != nil {
				fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | "))
			}
		}
	}
}
