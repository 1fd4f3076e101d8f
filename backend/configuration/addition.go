package configuration

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"ohmstead/energy/reason"
)

// Addition is a device with its assets that are to come into a site file.
type Addition struct {
	Device  Device
	Assets  []Asset
	Comment string
	After   int64
}

// Device is a device as a site file has it; what is empty is left out.
type Device struct {
	Key, Profile, Address, Variant string
	Unit                           *int64
}

// Asset is what a device is at the site. Powers are magnitudes as on a nameplate; 0 is not given.
type Asset struct {
	ID, Name, Nature                               string
	MaxActivePowerWatts, MaxApparentPowerVA, CapWh int64
	Phases                                         int64
}

// to is a site file with the addition, everything else as it was, comments too.
// CONFIGURATION_NOT_EXTENDED for a list that is not written with dashes.
func (a Addition) to(text string) (string, error) {
	text, err := appended(text, "devices", []string{a.Device.line()})
	if err != nil {
		return "", err
	}
	lines := make([]string, 0, len(a.Assets))
	for _, asset := range a.Assets {
		lines = append(lines, asset.line(a.Device.Key))
	}
	return appended(text, "assets", lines)
}

func (d Device) line() string {
	var f fields
	f.text("key", d.Key)
	f.text("profile", d.Profile)
	f.text("address", d.Address)
	if d.Unit != nil {
		f = append(f, fmt.Sprintf("unit: %d", *d.Unit))
	}
	f.text("variant", d.Variant)
	return f.line()
}

func (a Asset) line(device string) string {
	var f fields
	f.text("id", a.ID)
	f.text("name", a.Name)
	f.text("nature", a.Nature)
	f.text("device", device)
	f.whole("max_active_power_watts", a.MaxActivePowerWatts)
	f.whole("max_apparent_power_va", a.MaxApparentPowerVA)
	f.whole("capacity_wh", a.CapWh)
	f.whole("phases", a.Phases)
	return f.line()
}

// fields are the fields of an entry as they are written.
type fields []string

// text adds a field in quotes, as JSON writes them, which YAML reads alike.
func (f *fields) text(name, value string) {
	if value == "" {
		return
	}
	quoted, err := json.Marshal(value)
	if err != nil {
		panic(err) // a string
	}
	*f = append(*f, name+": "+string(quoted))
}

func (f *fields) whole(name string, value int64) {
	if value != 0 {
		*f = append(*f, fmt.Sprintf("%s: %d", name, value))
	}
}

func (f fields) line() string { return "- {" + strings.Join(f, ", ") + "}" }

// appended is a file with entries behind the last of a list at its top, which is made where it is missing.
func appended(text, list string, entries []string) (string, error) {
	if len(entries) == 0 {
		return text, nil
	}
	file, err := parser.ParseBytes([]byte(text), 0)
	if err != nil {
		return "", reason.Wrap(err, reason.SyntaxError, reason.Params{"detail": err.Error()})
	}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	at, indent, found := len(lines), "  ", false
	if len(file.Docs) > 0 {
		if at, indent, found, err = place(file.Docs[0].Body, list, len(lines)); err != nil {
			return "", err
		}
	}
	var added []string
	if !found {
		added = append(added, list+":")
	}
	for _, e := range entries {
		added = append(added, indent+e)
	}
	for at > 0 && found && aside(lines[at-1]) {
		at-- // what stands before the next field belongs to it
	}
	out := append(append(append([]string{}, lines[:at]...), added...), lines[at:]...)
	return strings.Join(out, "\n") + "\n", nil
}

// aside reports whether a line is blank or a comment.
func aside(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || strings.HasPrefix(line, "#")
}

// place is behind which line a list ends, and how far its entries stand in; found says whether there is
// such a list.
func place(body ast.Node, list string, end int) (at int, indent string, found bool, err error) {
	root, ok := body.(*ast.MappingNode)
	if !ok {
		return end, "  ", false, reason.New(reason.ConfigurationNotExtended, reason.Params{"field": list})
	}
	for i, field := range root.Values {
		if field.Key.String() != list {
			continue
		}
		entries, ok := field.Value.(*ast.SequenceNode)
		if !ok || entries.IsFlowStyle || len(entries.Values) == 0 {
			return end, "", true, reason.New(reason.ConfigurationNotExtended, reason.Params{"field": list})
		}
		if i+1 < len(root.Values) {
			end = root.Values[i+1].Key.GetToken().Position.Line - 1
		}
		return end, strings.Repeat(" ", entries.Start.Position.Column-1), true, nil
	}
	return end, "  ", false, nil
}
